import { Counter, Gauge } from '@scizoo/service-kit';

export const reported = new Counter({
  name: 'scizoo_doi_tasks_total',
  help: 'Tasks of the catalogue by what became of them',
  labelNames: ['outcome'],
});
export const drifted = new Gauge({
  name: 'scizoo_doi_drifted',
  help: 'DOIs that the DOI service had otherwise than the catalogue at the last comparison',
});
export const lastComparison = new Gauge({
  name: 'scizoo_doi_last_comparison_timestamp_seconds',
  help: 'When all DOIs were last compared',
});
