const KEPT = 'scizoo.publish';

/** A selection can be longer than an address may be: it is handed to the form in this tab. */
export function keepChosen(pids: readonly string[]): void {
  sessionStorage.setItem(KEPT, JSON.stringify(pids));
}
export function chosenBefore(): string[] {
  try {
    const pids = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') as unknown;
    return Array.isArray(pids) ? pids.filter((pid) => typeof pid === 'string') : [];
  } catch {
    return [];
  }
}
