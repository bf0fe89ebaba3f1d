import { expectNoCanary } from '../faults/invariants';
import { openScene, type Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';

/** Opens one scene for the tests of a block; after them Gong's credentials must be nowhere. */
export function withScene(site: () => Site, use: (scene: Scene) => void): void {
  let scene: Scene | undefined;
  beforeAll(async () => {
    scene = await openScene(site());
    use(scene);
  });
  afterAll(async () => {
    if (!scene) return;
    await expectNoCanary(scene);
    await scene.close();
  });
}
