import { GlobusOfJourneys } from './harness/globus';
import { tellPlace } from './harness/place';
import { RunningStack } from './harness/stack';

export default async function setUp(): Promise<() => Promise<void>> {
  const globus = await GlobusOfJourneys.start();
  const stack = await RunningStack.start({ demo: true, settings: (dataDir) => globus.settings(dataDir) });
  tellPlace(stack.place);
  return async () => {
    await stack.remove();
    await globus.stop();
  };
}
