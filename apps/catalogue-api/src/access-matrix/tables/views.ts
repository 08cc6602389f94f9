import type { ResourceTable } from '../table';

const shared = { table: 'scan-log', name: 'new', query: 'sort=startTime', density: 'compact', group: 'g-owners' };
const { group: _, ...proposed } = { ...shared, instrument: 'zoosaxs' };

/** A view that the owner shares with its group (`private`), and one that staff propose for the instrument (`shared`). */
export const views: ResourceTable = {
  resource: 'view',
  // r read · c change and delete · g share with the owners · p propose for the instrument · s signed in
  rights: `
               private  shared  new
    others     -        r       s
    anonymous  -        -       -
    staff      -        rc      ps
    owner      rc       r       gs
    curator    r        r       gs
    token      r        r       s
    admin      c        rc      ps
  `,
  routes: `
    //                                 kind                right  allowed  refused  anonymous
    GET    /api/v4/views               list:private,shared r      200      401
    POST   /api/v4/views               role                g      201      403      401
    POST   /api/v4/views#propose       role                p      201      403      401
    PATCH  /api/v4/views/:viewId       one:private,shared  c      200      403/404  401
    DELETE /api/v4/views/:viewId       one:private,shared  c      200      403/404  401
  `,
  requests: {
    'GET /api/v4/views': { query: { table: 'scan-log' } },
    'POST /api/v4/views': { body: shared },
    'POST /api/v4/views#propose': { body: proposed },
    'PATCH /api/v4/views/:viewId': { body: { revision: 1, name: 'renamed' } },
  },
};
