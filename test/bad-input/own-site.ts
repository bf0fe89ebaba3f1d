import { openSite, type Site } from '../faults/stage/site';

/** Opens a site for all tests of a file. */
export function ownSite(): () => Site {
  let opened: Site | undefined;
  beforeAll(async () => {
    opened = await openSite();
  });
  afterAll(() => opened?.close());
  return () => {
    if (!opened) throw new Error('the site is not open yet');
    return opened;
  };
}
