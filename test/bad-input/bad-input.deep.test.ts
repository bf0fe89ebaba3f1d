import { openSite, type Site } from '../faults/stage/site';
import { badAnswers } from './answers';
import { badLists } from './lists';
import { badMessages } from './messages';
import { badRequests } from './requests';
import { badWebhooks } from './webhooks';

/** Everything that others may send, by the rows of the catalogue, to the bundled functions. */
describe('bad input', () => {
  let opened: Site | undefined;
  const site = () => {
    if (!opened) throw new Error('the site is not open yet');
    return opened;
  };

  beforeAll(async () => {
    opened = await openSite();
  });
  afterAll(() => opened?.close());

  badRequests(site);
  badMessages(site);
  badLists(site);
  badWebhooks(site);
  badAnswers(site);
});
