import { collectDefaultMetrics, register, type Registry } from 'prom-client';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

let collecting = false;
/** The registry of this process, with CPU, memory and event loop figures. */
export function metrics(): Registry {
  if (!collecting) {
    collecting = true;
    collectDefaultMetrics({ register });
  }
  return register;
}
