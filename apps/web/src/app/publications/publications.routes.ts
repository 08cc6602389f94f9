import type { CanDeactivateFn, Routes } from '@angular/router';
import { withWords } from '../core/more-words';
import { signedIn } from '../core/signed-in';

/** A page with typed text that is not on the server yet. */
interface Leaving {
  leave(): Promise<boolean>;
}
const leaving: CanDeactivateFn<Leaving> = (page) => page.leave();

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
export const routes: Routes = [{ path: '', canActivate: [withWords('publishing')], children: pages }];
