import { inject } from '@angular/core';
import type { CanActivateFn } from '@angular/router';
import { Router } from '@angular/router';
import { Session } from './session';

/** Pages that show nothing without a person; the wanted address is kept. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.load();
  if (session.lastUser() || session.problem()) return true;
  return router.createUrlTree(['/sign-in'], { queryParams: { next: state.url } });
};
