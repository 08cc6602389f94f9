import type { Request, ResourceTable } from '../table';

const params = { beamline: 'zoosaxs', version: '999', id: 'none', device: 'a/b/c' };
const content = { timeBudgetMs: 500, groups: [] };
const with_ = (body?: unknown, query?: Readonly<Record<string, unknown>>): Request => ({
  params,
  ...(body !== undefined && { body }),
  ...(query && { query }),
});
const reason = 'of the matrix';

/** What a beamline records: its staff and admins configure it. */
export const capture: ResourceTable = {
  resource: 'capture configuration',
  // s signed in · w may write something · f sends forms for the private proposal · a configures
  rights: `
               new
    others     sw
    anonymous  -
    token      s
    owner      fsw
    curator    fsw
    staff      afsw
    admin      afsw
  `,
  routes: `
    //                                                            kind   right  allowed  refused  anonymous
    GET    /api/v4/capture                                        role   s      200      401
    GET    /api/v4/capture/:beamline                              role   s      200      401
    GET    /api/v4/capture/:beamline/versions                     role   a      200      403      401
    POST   /api/v4/capture/:beamline/versions                     role   a      201      403      401
    GET    /api/v4/capture/:beamline/versions/:version            role   s      404      401
    PUT    /api/v4/capture/:beamline/versions/:version            role   a      404      403      401
    DELETE /api/v4/capture/:beamline/versions/:version            role   a      404      403      401
    POST   /api/v4/capture/:beamline/versions/:version/check      role   a      404      403      401
    POST   /api/v4/capture/:beamline/versions/:version/activate   role   a      404      403      401
    POST   /api/v4/capture/:beamline/versions/:version/roll-back  role   a      404      403      401
    POST   /api/v4/capture/:beamline/versions/:version/schedule   role   a      404      403      401
    DELETE /api/v4/capture/:beamline/versions/:version/schedule   role   a      404      403      401
    POST   /api/v4/capture/:beamline/presence                     role   a      200      403      401

    GET    /api/v4/capture/:beamline/devices                      role   a      503      403      401
    GET    /api/v4/capture/:beamline/devices/:device              role   a      503      403      401
    POST   /api/v4/capture/:beamline/devices/read                 role   a      503      403      401
    GET    /api/v4/capture/:beamline/now                          role   a      404      403      401

    GET    /api/v4/capture/:beamline/forms                        role   a      200      403      401
    POST   /api/v4/capture/:beamline/forms                        role   f      404      403      401
    POST   /api/v4/capture/:beamline/forms/:id/retry              role   w      404      403      401
    DELETE /api/v4/capture/:beamline/forms/:id                    role   w      404      403      401
  `,
  requests: {
    'GET /api/v4/capture/:beamline': with_(),
    'GET /api/v4/capture/:beamline/versions': with_(),
    'POST /api/v4/capture/:beamline/versions': with_({ content, replaceDraft: true }),
    'GET /api/v4/capture/:beamline/versions/:version': with_(),
    'PUT /api/v4/capture/:beamline/versions/:version': with_({ revision: 1, content }),
    'DELETE /api/v4/capture/:beamline/versions/:version': with_(undefined, { revision: '1' }),
    'POST /api/v4/capture/:beamline/versions/:version/check': with_({ revision: 1 }),
    'POST /api/v4/capture/:beamline/versions/:version/activate': with_({ revision: 1, reason }),
    'POST /api/v4/capture/:beamline/versions/:version/roll-back': with_({ reason }),
    'POST /api/v4/capture/:beamline/versions/:version/schedule': with_({
      revision: 1,
      reason,
      at: '2099-01-01T00:00:00Z',
    }),
    'DELETE /api/v4/capture/:beamline/versions/:version/schedule': with_(undefined, { revision: '1' }),
    'POST /api/v4/capture/:beamline/presence': with_({}),
    'GET /api/v4/capture/:beamline/devices': with_(),
    'GET /api/v4/capture/:beamline/devices/:device': with_(),
    'POST /api/v4/capture/:beamline/devices/read': with_({ names: ['a/b/c/d'] }),
    'GET /api/v4/capture/:beamline/now': with_(undefined, { proposalId: 'proposal-private' }),
    'GET /api/v4/capture/:beamline/forms': with_(),
    'POST /api/v4/capture/:beamline/forms': with_({ form: 'none', proposalId: 'proposal-private', answers: {} }),
    'POST /api/v4/capture/:beamline/forms/:id/retry': with_(),
    'DELETE /api/v4/capture/:beamline/forms/:id': with_(),
  },
};
