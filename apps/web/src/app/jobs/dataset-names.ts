import type { Signal } from '@angular/core';
import { computed, inject } from '@angular/core';
import { Api } from '../core/api';
import { loaded } from '../core/settled';
import { datasetsByPid } from '../datasets/by-pid';

/** More rows than anybody reads; the rest keep their PIDs. */
const MOST = 800;

/** What people call these datasets, by PID; one that the reader may not see has no name. To be called where a component is made. */
export function datasetNames(pids: () => readonly string[]): Signal<ReadonlyMap<string, string>> {
  const api = inject(Api);
  // A text, so that a job that is asked for again and again does not ask for its names again.
  const asked = computed(() => [...new Set(pids())].slice(0, MOST).join('\n') || null);
  const found = loaded(asked, (text, signal) => datasetsByPid(api, text.split('\n'), ['datasetName'], { signal }), {
    same: () => true,
  });
  return computed(
    () => new Map((found.value() ?? []).map(({ pid, datasetName }) => [pid, datasetName ?? ''] as const)),
  );
}
