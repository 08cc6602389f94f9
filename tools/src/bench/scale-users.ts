/** Users by the number of their groups; each has an account of that name. */
export const USERS = { 'one-group': 1, 'hundred-groups': 100, 'thousand-groups': 1000, 'all-groups': 5000 } as const;
export type UserName = keyof typeof USERS;

/** Groups of a facility; twenty measure at a time, 160 datasets each, so that a small catalogue has fewer. */
export const GROUPS = 6000;
const AT_A_TIME = 20;
const DATASETS_EACH = 160;
const groupName = (number: number): string => `group-${String(number).padStart(4, '0')}`;

/** The group that measured the dataset of this turn among so many. */
export function groupOf(turn: number, count: number): string {
  const periods = Math.min(GROUPS / AT_A_TIME, Math.max(1, Math.floor(count / DATASETS_EACH / AT_A_TIME)));
  const number = Math.floor((turn * periods) / count) * AT_A_TIME + (turn % AT_A_TIME);
  return groupName(Math.floor((number * GROUPS) / (periods * AT_A_TIME)));
}
/** So many of them, from all times. */
export const groupsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => groupName(Math.floor((i * GROUPS) / count)));
