import type { ResourceTable } from '../table';

const policy = { ownerGroup: 'g-new' };

/** Policies have no state of their own: who may at all, may all. */
export const policies: ResourceTable = {
  resource: 'policy',
  // w read and write · d delete
  rights: `
               new
    others     -
    policies   w
    deleter    d
    admin      w
  `,
  routes: `
    //                                      kind   right  allowed  refused
    POST   /api/v3/policies                 role   w      201      403
    GET    /api/v3/policies                 role   w      200      403
    GET    /api/v3/policies/count           role   w      200      403
    GET    /api/v3/policies/:policyId       role   w      200      403
    PATCH  /api/v3/policies/:policyId       role   w      200      403
    POST   /api/v3/policies/updatewhere     role   w      401      403
    DELETE /api/v3/policies/:policyId       role   d      200      403
  `,
  requests: {
    'POST /api/v3/policies': { body: policy },
    'PATCH /api/v3/policies/:policyId': { body: { autoArchive: false } },
    'POST /api/v3/policies/updatewhere': { body: { ownerGroupList: 'g-owners', data: { autoArchive: false } } },
  },
};
