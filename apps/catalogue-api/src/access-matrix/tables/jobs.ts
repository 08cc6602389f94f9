import type { ResourceTable } from '../table';

const datasetList = [{ pid: '20.500.00000/private', files: [] }];
const v4 = { type: 'archive', ownerGroup: 'g-owners', jobParams: { datasetList } };
const v3 = { type: 'archive', jobParams: { ownerGroup: 'g-owners' }, datasetList };
const asked = { query: { filter: {} } };

/**
 * One job of the owner for the private dataset, in a type that needs access to its datasets on creation and the group on
 * update. Jobs have no other states.
 */
export const jobs: ResourceTable = {
  resource: 'job',
  // r read · w update · d delete · k cancel · n create · s signed in · c may give a consent
  rights: `
               private  new
    others     -        sc
    anonymous  -        -
    owner      rwk      nsc
    curator    rwk      nsc
    token      r        s
    jobs       rwd      nsc
    admin      rwk      nsc
  `,
  routes: `
    //                                      kind          right  allowed  refused  anonymous
    POST   /api/v4/jobs                     role          n      201      400      400
    GET    /api/v4/jobs                     list:private  r      200      403
    GET    /api/v4/jobs/fullquery           list:private  r      200      403
    GET    /api/v4/jobs/fullfacet           count:private r      200      403
    GET    /api/v4/jobs/datasetdetails      list:private  r      200      403
    GET    /api/v4/jobs/:jobId              one:private   r      200      403
    PATCH  /api/v4/jobs/:jobId              one:private   w      200      403
    DELETE /api/v4/jobs/:jobId              one:private   d      200      403
    POST   /api/v4/jobs/:jobId/cancel       one:private   k      409      403      401
    POST   /api/v4/jobs/consent             role          c      400      403      401

    POST   /api/v3/jobs                     role          n      201      400      400
    GET    /api/v3/jobs                     list:private  r      200      403
    GET    /api/v3/jobs/fullquery           list:private  r      200      403
    GET    /api/v3/jobs/fullfacet           count:private r      200      403
    GET    /api/v3/jobs/datasetdetails      one:private   r      200      403
    GET    /api/v3/jobs/:jobId              one:private   r      200      403
    PATCH  /api/v3/jobs/:jobId              one:private   w      200      403
    DELETE /api/v3/jobs/:jobId              one:private   d      200      403
  `,
  requests: {
    'POST /api/v4/jobs': { body: v4 },
    'GET /api/v4/jobs': asked,
    'PATCH /api/v4/jobs/:jobId': { body: { statusCode: 'inProgress', statusMessage: 'copying' } },
    'POST /api/v4/jobs/consent': { body: { state: 'of nobody', code: 'x' } },
    'POST /api/v3/jobs': { body: v3 },
    'PATCH /api/v3/jobs/:jobId': { body: { jobStatusMessage: 'inProgress' } },
    'GET /api/v3/jobs/datasetdetails': ({ jobId }) => ({ query: { jobId } }),
  },
};
