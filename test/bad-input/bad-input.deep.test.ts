import { badLists } from './lists';
import { badMessages } from './messages';
import { ownSite } from './own-site';
import { badRequests } from './requests';
import { badWebhooks } from './webhooks';

/** Everything that others may send, by the rows of the catalogue, to the bundled functions. */
describe('bad input', () => {
  const site = ownSite();
  badRequests(site);
  badMessages(site);
  badLists(site);
  badWebhooks(site);
});
