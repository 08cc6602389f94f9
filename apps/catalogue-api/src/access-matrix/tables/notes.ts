import { markerOf, type State } from '../roles';
import { upload } from '../seed';
import type { ResourceTable } from '../table';

// r read · f in the list of all (of own proposals, not of what others published) · w write. They follow the proposal.
export const notes: ResourceTable = {
  resource: 'note',
  rights: `
               private  shared  published  measured  new
    others     -        -       r          -         s
    anonymous  -        -       rf         -         -
    reader     -        rf      r          -         s
    staff      rfw      rfw     rfw        rfw       s
    owner      rfw      rfw     rfw        rfw       s
    curator    rfw      rfw     rfw        rfw       s
    token      rf       rf      rf         rf        s
    lifecycle  rf       rf      rf         rf        s
    admin      rfw      rfw     rfw        rfw       s
  `,
  routes: `
    //                                              kind   right  allowed  refused to readers/others  anonymous
    GET    /api/v4/scan-notes                       list   f      200      200
    GET    /api/v4/scan-notes#proposal              one    r      200      200
    POST   /api/v4/scan-notes                       one    w      201      403/404  401
    GET    /api/v4/scan-notes/:note/history         one    r      200      404      !401
    PATCH  /api/v4/scan-notes/:note                 one    w      200      403/404  401
    DELETE /api/v4/scan-notes/:note                 one    w      200      403/404  401
    POST   /api/v4/scan-notes/:note/restore         one    w      200      403/404  401
    POST   /api/v4/scan-notes/:note/images          one    w      201      403/404  401
  `,
  requests: {
    'GET /api/v4/scan-notes#proposal': ({ proposalId }) => ({ query: { proposal: proposalId } }),
    'POST /api/v4/scan-notes': ({ proposalId }) => ({ body: { proposalId, text: 'a note' } }),
    'PATCH /api/v4/scan-notes/:note': (_ids, state) => ({
      body: { was: markerOf('note', state as State), text: 'another text' },
    }),
    'POST /api/v4/scan-notes/:note/images': upload('a picture'),
  },
};
