import { tellPlace } from './harness/place';
import { RunningStack } from './harness/stack';

export default async function setUp(): Promise<() => Promise<void>> {
  const stack = await RunningStack.start({ demo: true });
  tellPlace(stack.place);
  return () => stack.remove();
}
