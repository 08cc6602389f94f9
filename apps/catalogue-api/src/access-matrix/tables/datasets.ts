import { markerOf, OWN_TYPE, type State } from '../roles';
import type { ResourceTable } from '../table';
import * as parts from './parts-of-datasets';

// r read · f found by the search page (own, not what others published) · P published · c change · t change what was
// measured · b add file lists · w change file lists · a annotate · l lifecycle · d delete · k delete file lists
// x remove attachments · e edit attachments · y put an attachment on it · o owner's things (logbook)
// g ask whether a file list is valid · h bring back a picture
// A in the list of attachments · z name an attachment
// n create · i create with a PID · v ask whether it is valid · m make attachments · s signed in
const rights = `
              private           shared            published         measured          new
  others      -                 -                 rA                -                 s
  anonymous   -                 -                 rfA               -                 -
  reader      -                 rfA               rA                -                 s
  shared      -                 rfA               rA                -                 s
  staff       rfaxhzA           rfaxhzA           rfaxhzA           rfahzA            s
  owner       rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfcbaleyoghzA     nvms
  curator     rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfcbaleyoghzA     nivms
  token       rfgAo             rfgAo             rfgAo             rfgAo             vs
  privileged  -                 -                 rA                -                 nivs
  lifecycle   rfl               rfl               rflA              rfl               s
  attachments eyz               eyz               reyzA             eyz               ms
  deleter     dkxh              dkxh              rdkxhA            h                 s
  admin       rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfctbwalxeyoghzA  rfcbaleyoghzA     nivms
`;

const v4 = {
  type: 'derived',
  owner: 'Petra Muster',
  contactEmail: 'pi@demo.example',
  sourceFolder: '/data/new',
  creationTime: '2026-03-01T10:00:00Z',
  datasetName: 'new',
  ownerGroup: 'g-owners',
};
const { datasetName: _, ...v3 } = { ...v4, investigator: 'Petra Muster', inputDatasets: [], usedSoftware: [] };
const replacementV4 = { ...v4, type: undefined };
const { investigator: __, inputDatasets: ___, usedSoftware: ____, ...measured } = v3;
const replacementOfRaw = {
  ...{ ...measured, type: undefined, principalInvestigator: 'Petra Muster', creationLocation: '/zoo/zoosaxs' },
};
const pid = '20.500.00000/chosen';
const facts = { sourceFolder: '/data/elsewhere' };
const remark = { comment: 'a remark' };

export const datasets: ResourceTable = {
  resource: 'dataset',
  rights,
  routes: `
    //                                            kind   right  allowed  refused to readers/others  anonymous
    POST   /api/v3/datasets                       role   n      201      403
    POST   /api/v3/datasets#pid                   role   i      201      403
    POST   /api/v3/datasets/isvalid               role   v      200      403
    GET    /api/v3/datasets                       list   r      200      200
    GET    /api/v3/datasets/fullquery             list   f      200      200
    GET    /api/v3/datasets/findone               one    r      200      empty
    GET    /api/v3/datasets/count                 count  r      200      200
    GET    /api/v3/datasets/:pid                  one    r      200      403
    GET    /api/v3/datasets/:pid#include          one    r      200      403
    PATCH  /api/v3/datasets/:pid                  one    c      200      403
    PATCH  /api/v3/datasets/:pid#facts            one    t      200      403
    PUT    /api/v3/datasets/:pid                  one    t      200      403
    DELETE /api/v3/datasets/:pid                  one    d      200      403
    GET    /api/v3/datasets/:pid/datasetlifecycle one    r      200      403
    PATCH  /api/v3/datasets/:pid/datasetlifecycle one    l      200      403
    POST   /api/v3/datasets/:pid/appendtoarrayfield one  c      201      403

    POST   /api/v4/datasets                       role   n      201      403
    POST   /api/v4/datasets#pid                   role   i      201      403
    POST   /api/v4/datasets/isvalid               role   v      200      403
    GET    /api/v4/datasets                       list   r      200      403
    GET    /api/v4/datasets/findone               one    r      200      empty   !403
    GET    /api/v4/datasets/count                 count  r      200      403
    GET    /api/v4/datasets/public                list   P      200      200
    GET    /api/v4/datasets/public/findone        one    P      200      empty
    GET    /api/v4/datasets/public/count          count  P      200      200
    GET    /api/v4/datasets/public/:pid           one    P      200      empty
    GET    /api/v4/datasets/:pid                  one    r      200      403  !403
    PATCH  /api/v4/datasets/:pid                  one    c      200      403
    PATCH  /api/v4/datasets/:pid#facts            one    t      200      403
    PUT    /api/v4/datasets/:pid                  one    t      200      403
    DELETE /api/v4/datasets/:pid                  one    d      200      403
    GET    /api/v4/datasets/:pid/datasetlifecycle one    r      200      403
    PATCH  /api/v4/datasets/:pid/datasetlifecycle one    l      200      403
    GET    /api/v4/datasets/:pid/points           one    r      200      404
    GET    /api/v4/datasets/:pid/row              one    r      200      404
    GET    /api/v4/datasets/:pid/files            one    r      200      403  404
    GET    /api/v4/datasets/:pid/files/*          one    r      200      403  404
    GET    /api/v4/datasets/:pid/retrieval        one    r      200      403  404
    GET    /api/v4/datasets/:pid/notebook         one    r      200      403  404
    GET    /api/v4/datasets/:pid/download         one    r      200      403  404
    POST   /api/v4/datasets/:pid/download         one    r      200      403  404
    POST   /api/v4/datasets/:pid/download-links   one    r      201      403  404
    GET    /api/v4/downloads                      open   403
    PATCH  /api/v4/datasets/:pid/annotations      one    a      200      403/404  401

    GET    /api/v4/scan-log                       list   r      200      200
    GET    /api/v4/scan-log/summary               count  r      200      200
    GET    /api/v4/scan-log/numbers               one    r      200      200
    POST   /api/v4/search                         list   r      200      200
    POST   /api/v4/search/count                   count  r      200      200
    POST   /api/v4/search/datasets                list   r      200      200
    POST   /api/v4/search/datasets/facets         list   r      200      200
    POST   /api/v4/search/datasets/facets#count   count  r      200      200
    GET    /api/v4/search/datasets/keys           list   r      200      200
    GET    /api/v4/search/datasets/values         list   r      200      200
    GET    /api/v4/datasets/export                list   r      200      200

    GET    /api/v3/datasets/fullfacet             list   f      200      200
    GET    /api/v3/datasets/fullfacet#total       count  f      200      200
    GET    /api/v3/datasets/metadatakeys          list   f      200      200
    GET    /api/v4/datasets/fullfacet             list   f      200      200
    GET    /api/v4/datasets/fullfacet#total       count  f      200      200
    GET    /api/v4/datasets/metadatakeys          list   f      200      200
    GET    /api/v4/datasets/public/fullfacet      list   P      200      200
    GET    /api/v4/datasets/public/fullfacet#total count P      200      200
    GET    /api/v4/datasets/public/metadatakeys   list   P      200      200
    GET    /api/v4/metadatakeys                   list   r      200      200
    GET    /api/v4/datasets/:pid/access           one    r      200      404     !401
    GET    /api/v4/datasets/:pid/history          one    r      200      404     !401
    POST   /api/v4/datasets/:pid/history/:changeId/restore one c 200     403/404 401
    GET    /api/v3/datasets/:pid/logbook          one    o      empty    403     !403
    GET    /api/v4/datasets/:pid/logbook          one    o      empty    403     !403
    POST   /api/v4/datasets/:pid/embargo          one:private,shared,measured c 200 403/404 401
    POST   /api/v4/origdatablocks/bulk            item   b      200      403     401
    POST   /api/v4/datasets/bulk                  item   n      200      403  401
    POST   /api/v4/datasets/bulk#upsert           item   t      200      403  401
    POST   /api/v4/datasets/bulk-changes          item   a      200      403  401
    POST   /api/v4/datasets/bulk-changes#groups   item   c      200      403  401
  ${parts.routes}`,
  requests: {
    ...parts.requests,
    'POST /api/v3/datasets': { body: v3 },
    'POST /api/v3/datasets#pid': { body: { ...v3, pid } },
    'POST /api/v3/datasets/isvalid': { body: v3 },
    'GET /api/v3/datasets/findone': (ids) => ({ query: { filter: { where: { pid: ids['pid'] } } } }),
    'GET /api/v3/datasets/:pid#include': { query: { filter: { include: [{ relation: 'all' }] } } },
    'PATCH /api/v3/datasets/:pid': { body: remark },
    'PATCH /api/v3/datasets/:pid#facts': { body: facts },
    'PUT /api/v3/datasets/:pid': (_ids, state) => ({ body: state === 'measured' ? replacementOfRaw : replacementV4 }),
    'PATCH /api/v3/datasets/:pid/datasetlifecycle': { body: { archivable: false } },
    'POST /api/v3/datasets/:pid/appendtoarrayfield': { query: { fieldName: 'keywords', data: ['more'] } },
    'POST /api/v4/datasets': { body: v4 },
    'POST /api/v4/datasets#pid': { body: { ...v4, pid } },
    'POST /api/v4/datasets/isvalid': { body: v4 },
    'GET /api/v4/datasets/findone': (ids) => ({ query: { filter: { where: { pid: ids['pid'] } } } }),
    'GET /api/v4/datasets/public/findone': (ids) => ({ query: { filter: { where: { pid: ids['pid'] } } } }),
    'PATCH /api/v4/datasets/:pid': { body: remark },
    'PATCH /api/v4/datasets/:pid#facts': { body: facts },
    'PUT /api/v4/datasets/:pid': { body: replacementV4 },
    'PATCH /api/v4/datasets/:pid/datasetlifecycle': { body: { archivable: false } },
    'PATCH /api/v4/datasets/:pid/annotations': (_ids, state) => ({
      body: { field: 'comment', was: markerOf('dataset', state as State), value: 'a remark' },
    }),
    'GET /api/v4/scan-log/numbers': ({ proposalId }) => ({ query: { proposal: proposalId, numbers: '412' } }),
    'POST /api/v4/search': { body: { kind: 'datasets' } },
    'POST /api/v4/search/count': { body: { kind: 'datasets' } },
    'POST /api/v4/search/datasets': { body: {} },
    'POST /api/v4/search/datasets/facets': { body: { facets: ['keywords'] } },
    'POST /api/v4/search/datasets/facets#count': { body: {} },
    'GET /api/v4/search/datasets/values': { query: { key: 'text' } },
    'GET /api/v3/datasets/fullfacet': { query: { facets: ['keywords'] } },
    'GET /api/v4/datasets/fullfacet': { query: { facets: ['keywords'] } },
    'GET /api/v4/datasets/public/fullfacet': { query: { facets: ['keywords'] } },
    'POST /api/v4/datasets/:pid/embargo': { body: { until: '2035-01-01T00:00:00Z', reason: 'not yet evaluated' } },
    'POST /api/v4/origdatablocks/bulk': (ids) => ({
      body: {
        mode: 'create',
        items: [
          { datasetId: ids['pid'], size: 7, dataFileList: [{ path: 'n.h5', size: 7, time: '2026-03-01T10:00:00Z' }] },
        ],
      },
    }),
    'GET /api/v4/metadatakeys': { query: { filter: { limits: { limit: 1000 } } } },
    'POST /api/v4/datasets/bulk': { body: { mode: 'create', items: [v4] } },
    'POST /api/v4/datasets/bulk#upsert': (ids) => ({
      body: { mode: 'upsert', items: [{ ...v4, type: OWN_TYPE, pid: ids['pid'] }] },
    }),
    'POST /api/v4/datasets/bulk-changes': (ids) => ({ body: { pids: [ids['pid']], set: remark } }),
    'POST /api/v4/datasets/bulk-changes#groups': (ids) => ({
      body: { pids: [ids['pid']], set: remark, add: { accessGroups: ['more'] } },
    }),
    'GET /api/v4/datasets/export': { query: { query: {}, format: 'ndjson' } },
  },
};
