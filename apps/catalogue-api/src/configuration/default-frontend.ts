import type { CatalogueConfig } from '../config';

/** What SciCat's web program starts with where the facility gives no file. */
export const defaultFrontendConfig = ({
  facility,
  site,
  ...signIn
}: Pick<
  CatalogueConfig,
  'facility' | 'site' | 'signInLocal' | 'ldapUrl' | 'ldapLabel' | 'oidcIssuer' | 'oidcLabel'
>): Record<string, unknown> => ({
  facility,
  siteTitle: site,
  accessTokenPrefix: 'Bearer ',
  defaultMainPage: { nonAuthenticatedUser: 'DATASETS', authenticatedUser: 'DATASETS' },
  loginFormEnabled: true,
  loginLocalEnabled: signIn.signInLocal,
  loginLocalLabel: 'Local',
  loginFacilityEnabled: false,
  loginLdapEnabled: signIn.ldapUrl !== undefined,
  loginLdapLabel: signIn.ldapLabel,
  oAuth2Endpoints:
    signIn.oidcIssuer === undefined ? [] : [{ displayText: signIn.oidcLabel, authURL: 'api/v3/auth/oidc' }],
  addDatasetEnabled: false,
  archiveWorkflowEnabled: false,
  editDatasetEnabled: true,
  editMetadataEnabled: true,
  editPublishedData: true,
  addSampleEnabled: true,
  fileDownloadEnabled: false,
  jobsEnabled: true,
  jsonMetadataEnabled: true,
  logbookEnabled: false,
  policiesEnabled: true,
  scienceSearchEnabled: true,
  scienceSearchUnitsEnabled: true,
  searchPublicDataEnabled: true,
  searchSamples: true,
  shareEnabled: true,
  shoppingCartEnabled: true,
  shoppingCartOnHeader: true,
  tableSciDataEnabled: true,
  datasetDetailsShowMissingProposalId: false,
  metadataPreviewEnabled: true,
  metadataStructure: '',
  multipleDownloadEnabled: false,
  thumbnailFetchLimitPerPage: 500,
  dateFormat: 'yyyy-MM-dd HH:mm',
});

const BLACK = '#000000';
const WHITE = '#ffffff';
/** Role → default, lighter and darker shade, each with the colour of text on it. */
const SHADES: Readonly<Record<string, readonly [string, string, string]>> = {
  primary: ['#1f5f8b', '#a6c8dd', '#174a6d'],
  accent: ['#2e7d5b', '#a9d3c0', '#225e45'],
  warn: ['#b3261e', '#f2b8b5', '#8c1d18'],
  'warn-2': ['#b26a00', '#ffd699', '#7a4900'],
  'header-1': ['#173a52', '#a2b6c4', '#0f2738'],
  'header-2': ['#1d5a48', '#a5c8bd', '#133d31'],
  'header-3': ['#8a4b08', '#e3c3a0', '#5f3405'],
  'header-4': ['#5b2a6b', '#ccb2d5', '#3f1d4a'],
  hover: ['#5f6a72', '#e4e7e9', '#3f474d'],
};

export const DEFAULT_THEME: Record<string, unknown> = {
  name: 'light',
  properties: Object.fromEntries(
    Object.entries(SHADES).flatMap(([role, [normal, lighter, darker]]) => [
      [`--theme-${role}-default`, normal],
      [`--theme-${role}-default-contrast`, WHITE],
      [`--theme-${role}-lighter`, lighter],
      [`--theme-${role}-lighter-contrast`, BLACK],
      [`--theme-${role}-darker`, darker],
      [`--theme-${role}-darker-contrast`, WHITE],
    ]),
  ),
};
