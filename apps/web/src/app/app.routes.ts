import { inject } from '@angular/core';
import type { Routes } from '@angular/router';
import { withWords } from './core/more-words';
import { Preferences } from './core/preferences';
import { signedIn } from './core/signed-in';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: () => inject(Preferences).startPage() },
  {
    path: 'scan-log',
    title: 'scanLog.title',
    canActivate: [signedIn],
    loadComponent: () => import('./scan-log/scan-log.page').then((file) => file.ScanLogPage),
  },
  {
    path: 'scan-log/report',
    title: 'report.title',
    canActivate: [signedIn],
    loadComponent: () => import('./scan-log/report/report.page').then((file) => file.ScanReportPage),
  },
  {
    path: 'datasets',
    title: 'list.title',
    loadComponent: () => import('./datasets/list/list.page').then((file) => file.DatasetListPage),
  },
  {
    path: 'datasets/compare',
    title: 'compare.name',
    loadComponent: () => import('./datasets/compare/compare.page').then((file) => file.ComparePage),
  },
  {
    path: 'datasets/:pid',
    title: 'dataset.title',
    loadComponent: () => import('./datasets/dataset.page').then((file) => file.DatasetPage),
  },
  {
    path: 'proposals',
    title: 'proposals.title',
    canActivate: [signedIn],
    loadComponent: () => import('./proposals/proposals.page').then((file) => file.ProposalsPage),
  },
  {
    path: 'proposals/:id',
    title: 'proposal.title',
    loadComponent: () => import('./proposals/proposal.page').then((file) => file.ProposalPage),
  },
  {
    path: 'samples',
    title: 'samples.title',
    canActivate: [signedIn],
    loadComponent: () => import('./samples/samples.page').then((file) => file.SamplesPage),
  },
  {
    path: 'samples/:id',
    title: 'sample.title',
    loadComponent: () => import('./samples/sample.page').then((file) => file.SamplePage),
  },
  {
    path: 'instruments',
    title: 'instruments.title',
    loadComponent: () => import('./instruments/instruments.page').then((file) => file.InstrumentsPage),
  },
  {
    path: 'instruments/:pid',
    title: 'instrument.title',
    loadComponent: () => import('./instruments/instrument.page').then((file) => file.InstrumentPage),
  },
  {
    path: 'publications',
    loadChildren: () => import('./publications/publications.routes').then((file) => file.routes),
  },
  {
    path: 'operations',
    title: 'operations.title',
    canActivate: [signedIn],
    loadComponent: () => import('./operations/operations.page').then((file) => file.OperationsPage),
  },
  {
    path: 'operations/beamlines/:beamline',
    title: 'operations.beamline.title',
    canActivate: [signedIn],
    loadComponent: () => import('./operations/beamline.page').then((file) => file.BeamlineHealthPage),
  },
  {
    path: 'operations/dead-letters/:letter',
    title: 'operations.letter.title',
    canActivate: [signedIn],
    loadComponent: () => import('./operations/letter.page').then((file) => file.LetterPage),
  },
  {
    path: 'scidog',
    title: 'scidog.title',
    canActivate: [signedIn],
    loadComponent: () => import('./configuration/configuration.page').then((file) => file.ConfigurationPage),
  },
  {
    path: 'scidog/recorded/:beamline',
    title: 'scidog.recordedTitle',
    canActivate: [signedIn],
    loadComponent: () => import('./configuration/recorded.page').then((file) => file.RecordedPage),
  },
  {
    path: 'forms',
    title: 'scifish.title',
    canActivate: [signedIn],
    loadComponent: () => import('./forms/forms.page').then((file) => file.FormsPage),
  },
  {
    path: 'logbook',
    title: 'logbook.title',
    canActivate: [signedIn, withWords('logbook')],
    loadComponent: () => import('./logbook/logbook.page').then((file) => file.LogbookPage),
  },
  {
    path: 'jobs',
    title: 'jobs.title',
    canActivate: [signedIn],
    loadComponent: () => import('./jobs/jobs.page').then((file) => file.JobsPage),
  },
  {
    path: 'jobs/consent',
    title: 'jobs.title',
    canActivate: [signedIn],
    loadComponent: () => import('./jobs/consent.page').then((file) => file.ConsentPage),
  },
  {
    path: 'jobs/:id',
    title: 'jobs.title',
    canActivate: [signedIn],
    loadComponent: () => import('./jobs/job.page').then((file) => file.JobPage),
  },
  {
    path: 'account',
    title: 'account.title',
    canActivate: [signedIn],
    loadComponent: () => import('./account/account.page').then((file) => file.AccountPage),
  },
  {
    path: 'sign-in',
    title: 'signIn.title',
    loadComponent: () => import('./sign-in/sign-in.page').then((file) => file.SignInPage),
  },
  {
    path: '**',
    title: 'missing.title',
    loadComponent: () => import('./pages/missing.page').then((file) => file.MissingPage),
  },
];
