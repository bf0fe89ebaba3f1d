import { startGongStandIn } from '../gong/stand-in';
import { runChildService } from './child-service';

/** The stand-in for Gong. */
void runChildService(async (options: object) => {
  const { url, close } = await startGongStandIn(options);
  return { url, stop: close };
});
