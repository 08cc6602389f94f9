import { upload } from '../seed';
import type { ResourceTable } from '../table';

/** What belongs to a dataset follows it; the letters are those of the datasets. */
export const routes = `
  //                                                    kind   right  allowed  refused  anonymous
  GET    /api/v3/datasets/:pid/thumbnail                one    r      200      403
  POST   /api/v3/datasets/:pid/attachments              one    c      201      403
  GET    /api/v3/datasets/:pid/attachments              one    r      200      403
  GET    /api/v3/datasets/:pid/attachments/count        one    r      200      403
  PUT    /api/v3/datasets/:pid/attachments/:aid         one    c      200      403
  DELETE /api/v3/datasets/:pid/attachments/:aid         one    x      200      403
  DELETE /api/v3/datasets/:pid/attachments              one    x      200      403
  POST   /api/v3/datasets/:pid/origdatablocks           one    b      201      403
  GET    /api/v3/datasets/:pid/origdatablocks           one    r      200      403
  GET    /api/v3/datasets/:pid/origdatablocks/count     one    r      200      403
  POST   /api/v3/datasets/:pid/origdatablocks/isvalid   one    g      200      403
  PATCH  /api/v3/datasets/:pid/origdatablocks/:oid      one    w      200      403
  DELETE /api/v3/datasets/:pid/origdatablocks/:oid      one    k      200      403
  DELETE /api/v3/datasets/:pid/origdatablocks           one    k      200      403

  POST   /api/v3/origdatablocks                         one    b      201      403
  POST   /api/v3/origdatablocks/isvalid                 role   s      200      403
  GET    /api/v3/origdatablocks                         list   r      200      403
  GET    /api/v3/origdatablocks/fullquery               list   r      200      200
  GET    /api/v3/origdatablocks/:oid                    one    r      200      403
  PATCH  /api/v3/origdatablocks/:oid                    one    w      200      403
  DELETE /api/v3/origdatablocks/:oid                    one    k      200      403

  POST   /api/v4/origdatablocks                         one    b      201      403
  POST   /api/v4/origdatablocks/isvalid                 role   s      200      403
  GET    /api/v4/origdatablocks                         list   r      200      403
  GET    /api/v4/origdatablocks/public                  list   P      200      200
  GET    /api/v4/origdatablocks/:oid                    one    r      200      403
  PATCH  /api/v4/origdatablocks/:oid                    one    w      200      403
  DELETE /api/v4/origdatablocks/:oid                    one    k      200      403

  POST   /api/v4/attachments                            role   m      201      403
  POST   /api/v4/attachments#on-a-dataset               one    y      201      403
  POST   /api/v4/attachments/isvalid                    role   s      200      403
  GET    /api/v4/attachments                            list   A      200      200
  GET    /api/v4/attachments/public                     list   P      200      200
  GET    /api/v4/attachments/:aid                       one    r      200      403
  PATCH  /api/v4/attachments/:aid                       one    e      200      403
  PATCH  /api/v4/attachments/:aid#caption               one    z      200      403
  PUT    /api/v4/attachments/:aid                       one    e      200      403
  DELETE /api/v4/attachments/:aid                       one    x      200      403
  POST   /api/v4/datasets/:pid/images                   one    a      201      403/404  401
  GET    /api/v4/attachments/:imageId/image             one    r      200      404
  GET    /api/v4/attachments/:imageId/thumbnail         one    r      200      404
  POST   /api/v4/attachments/:imageId/restore           one    h       200      403  401

  GET    /api/v3/origdatablocks/fullquery/files         list   r      200      200
  GET    /api/v3/origdatablocks/fullfacet               count  r      200      200
  GET    /api/v3/origdatablocks/fullfacet/files         count  r      200      200
  GET    /api/v4/origdatablocks/files                   list   r      200      403
  GET    /api/v4/origdatablocks/fullfacet               count  r      200      403
  GET    /api/v4/origdatablocks/fullfacet/files         count  r      200      403
  GET    /api/v4/origdatablocks/public/:oid             one    P      200      empty
  GET    /api/v4/origdatablocks/public/files            list   P      200      200
  GET    /api/v4/origdatablocks/public/fullfacet        count  P      200      200
  GET    /api/v4/origdatablocks/public/fullfacet/files  count  P      200      200

  POST   /api/v3/datasets/:pid/datablocks               one    b      201      403
  GET    /api/v3/datasets/:pid/datablocks               one    r      200      403
  GET    /api/v3/datasets/:pid/datablocks/count         one    r      200      403
  PATCH  /api/v3/datasets/:pid/datablocks/:did          one    w      200      403
  DELETE /api/v3/datasets/:pid/datablocks/:did          one    k      empty    403
  DELETE /api/v3/datasets/:pid/datablocks               one    k      200      403
  POST   /api/v3/datablocks                             one    b      201      403
  GET    /api/v3/datablocks                             list   r      200      403
  GET    /api/v3/datablocks/count                       count  r      200      403
  GET    /api/v3/datablocks/:did                        one    r      200      403  !403
  PATCH  /api/v3/datablocks/:did                        one    w      200      403
  DELETE /api/v3/datablocks/:did                        one    k      200      403
`;

const file = { path: 'new.h5', size: 7, time: '2026-03-01T10:00:00Z' };
const block = { size: 7, dataFileList: [file] };
const attachment = { caption: 'new', ownerGroup: 'g-owners', isPublished: false };
const on = (targetId: string | undefined) => ({ targetId, targetType: 'dataset' });
const datablock = { ...block, packedSize: 7, version: '1' };
let archived = 0;
const archive =
  (more: object = {}) =>
  () => ({ body: { ...datablock, archiveId: `archive ${++archived}`, ...more } });

export const requests: NonNullable<ResourceTable['requests']> = {
  'POST /api/v3/datasets/:pid/attachments': { body: { caption: 'new', ownerGroup: 'g-owners' } },
  'PUT /api/v3/datasets/:pid/attachments/:aid': { body: { caption: 'new', ownerGroup: 'g-owners' } },
  'POST /api/v3/datasets/:pid/origdatablocks': { body: block },
  'POST /api/v3/datasets/:pid/origdatablocks/isvalid': { body: block },
  'PATCH /api/v3/datasets/:pid/origdatablocks/:oid': { body: block },
  'POST /api/v3/origdatablocks': ({ pid }) => ({ body: { ...block, datasetId: pid } }),
  'POST /api/v3/origdatablocks/isvalid': { body: { ...block, datasetId: 'any' } },
  'PATCH /api/v3/origdatablocks/:oid': { body: block },
  'POST /api/v4/origdatablocks': ({ pid }) => ({ body: { ...block, datasetId: pid } }),
  'POST /api/v4/origdatablocks/isvalid': { body: { ...block, datasetId: 'any' } },
  'PATCH /api/v4/origdatablocks/:oid': { body: block },
  'GET /api/v4/attachments': { query: { filter: { limits: { limit: 100 } } } },
  'GET /api/v4/attachments/public': { query: { filter: { limits: { limit: 100 } } } },
  'POST /api/v4/attachments': { body: attachment },
  'POST /api/v4/attachments#on-a-dataset': ({ pid }) => ({ body: { ...attachment, relationships: [on(pid)] } }),
  'POST /api/v4/attachments/isvalid': { body: attachment },
  'PATCH /api/v4/attachments/:aid': { body: { accessGroups: ['g-more'] } },
  'PATCH /api/v4/attachments/:aid#caption': { body: { caption: 'new' } },
  'PUT /api/v4/attachments/:aid': ({ pid }) => ({ body: { ...attachment, relationships: [on(pid)] } }),
  'POST /api/v4/datasets/:pid/images': upload('new'),
  'POST /api/v3/datasets/:pid/datablocks': archive(),
  'PATCH /api/v3/datasets/:pid/datablocks/:did': { body: { packedSize: 8 } },
  'POST /api/v3/datablocks': ({ pid }) => archive({ datasetId: pid })(),
  'PATCH /api/v3/datablocks/:did': { body: { packedSize: 8 } },
};
