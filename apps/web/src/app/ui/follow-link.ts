import type { Router } from '@angular/router';

/** A link in what somebody wrote: pages of this program open in this tab without loading it anew; the browser does the rest. */
export function followLink(event: MouseEvent, router: Router): void {
  const href = (event.target as HTMLElement).closest('a')?.getAttribute('href');
  if (!href?.startsWith('/') || href.startsWith('/api/')) return;
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void router.navigateByUrl(href);
}
