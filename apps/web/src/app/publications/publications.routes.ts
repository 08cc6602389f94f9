import { inject } from '@angular/core';
import type { CanActivateFn, CanDeactivateFn, Routes } from '@angular/router';
import { signedIn } from '../core/signed-in';
import { PublishingWords } from './publishing-words';

/** A page with typed text that is not on the server yet. */
interface Leaving {
  leave(): Promise<boolean>;
}
const leaving: CanDeactivateFn<Leaving> = (page) => page.leave();

const words: CanActivateFn = async () => {
  await inject(PublishingWords).load();
  return true;
};

const pages: Routes = [
  {
    path: '',
    title: 'publications.title',
    loadComponent: () => import('./publications.page').then((file) => file.PublicationsPage),
  },
  {
    path: 'new',
    title: 'publications.new',
    canActivate: [signedIn],
    loadComponent: () => import('./edit/new-publication.page').then((file) => file.NewPublicationPage),
  },
  {
    path: ':doi',
    title: 'publications.title',
    loadComponent: () => import('./publication.page').then((file) => file.PublicationPage),
  },
  {
    path: ':doi/edit',
    title: 'publications.title',
    canActivate: [signedIn],
    canDeactivate: [leaving],
    loadComponent: () => import('./edit/publish.page').then((file) => file.PublishPage),
  },
];
export const routes: Routes = [{ path: '', canActivate: [words], children: pages }];
