import { upload } from '../seed';
import type { ResourceTable } from '../table';

// r read · f in lists (own, not what others published) · w write · d delete · n create · l read the logbook · k write there · j define the logbook · t take back · m know the team
export const proposals: ResourceTable = {
  resource: 'proposal',
  rights: `
               private  shared  published  measured  new
    others     -        -       r          -         s
    anonymous  -        -       rf         -         -
    reader     -        rflkm   r          -         s
    staff      rflkjm   rflkjm  rflkjm     rflkjm    s
    owner      rflkjm   rflkjm  rflkjm     rflkjm    s
    curator    rflkjm   rflkjm  rflkjm     rflkjm    s
    token      rflm     rflm    rflm       rflm      s
    proposals  rfwm     rfwm    rfwm       rfwm      ns
    deleter    d        d       rd         -         s
    admin      rfwlkjtm rfwlkjtm rfwlkjtm  rfwlkjtm  ns
  `,
  routes: `
    //                                              kind   right  allowed  refused to readers/others  anonymous
    POST   /api/v3/proposals                        role   n      201      403
    POST   /api/v3/proposals/isvalid                role   n      200      403
    GET    /api/v3/proposals                        list   f      200      200
    GET    /api/v3/proposals/count                  count  f      200      200
    GET    /api/v3/proposals/fullquery              list   f      200      200
    GET    /api/v3/proposals/fullfacet              list   f      200      200
    GET    /api/v3/proposals/fullfacet#total        count  f      200      200
    GET    /api/v3/proposals/:proposalId            one    r      200      403
    GET    /api/v3/proposals/:proposalId/authorization told r      200      200
    PATCH  /api/v3/proposals/:proposalId            one    w      200      403
    DELETE /api/v3/proposals/:proposalId            one    d      200      403
    POST   /api/v3/proposals/:proposalId/attachments one   w      201      403
    GET    /api/v3/proposals/:proposalId/attachments one   r      200      403
    PATCH  /api/v3/proposals/:proposalId/attachments/:proposalAid  one  w  200  403
    DELETE /api/v3/proposals/:proposalId/attachments/:proposalAid  one  w  200  403
    GET    /api/v4/proposals/:proposalId/summary    one    r      200      404
    GET    /api/v4/proposals/:proposalId/team       one    m      200      403/404  401
    GET    /api/v3/proposals/:proposalId/datasets   role   s      200      403

    GET    /api/v4/logbook/books                    role   s      200      401
    GET    /api/v4/logbook/books/:book/entries      one    l      200      403/404  401
    GET    /api/v4/logbook/books/:book/days         one    l      200      403/404  401
    GET    /api/v4/logbook/books/:book/export       one    l      200      403/404  401
    GET    /api/v4/logbook/books/:book/words        one    l      200      403/404  401
    GET    /api/v4/logbook/books/:book/settings     one    l      200      403/404  401
    PUT    /api/v4/logbook/books/:book/settings     one    j      200      403/404  401
    POST   /api/v4/logbook/books/:book/files        one    k      201      403/404  401
    GET    /api/v4/logbook/books/:book/files/:file  one    l      200      403/404  401
    DELETE /api/v4/logbook/books/:book/files/:file  one    t      204      403/404  401
    POST   /api/v4/logbook/books/:book/entries      one    k      201      403/404  401
    GET    /api/v4/logbook/entries/:entry           one    l      200      403/404  401
    GET    /api/v4/logbook/entries/:entry/revisions one    l      200      403/404  401
    GET    /api/v4/logbook/entries/:entry/thread    one    l      200      403/404  401
    GET    /api/v4/logbook/entries/:entry/export    one    l      200      403/404  401
    PUT    /api/v4/logbook/entries/:entry/marks     one    k      200      403/404  401
    PATCH  /api/v4/logbook/entries/:entry           one    k      200      403/404  401
    POST   /api/v4/logbook/entries/:entry/lock      one    k      200      403/404  401
    DELETE /api/v4/logbook/entries/:entry/lock      one    k      200      403/404  401
    DELETE /api/v4/logbook/entries/:entry           one    t      200      403/404  401
  `,
  requests: {
    'POST /api/v3/proposals': {
      body: { proposalId: 'new', email: 'pi@demo.example', title: 'new', ownerGroup: 'g-owners' },
    },
    'GET /api/v3/proposals/fullfacet': { query: { facets: ['title'] } },
    'POST /api/v3/proposals/isvalid': { body: { title: 'new' } },
    'PATCH /api/v3/proposals/:proposalId': { body: { title: 'new' } },
    'POST /api/v3/proposals/:proposalId/attachments': { body: { caption: 'new', ownerGroup: 'g-owners' } },
    'PATCH /api/v3/proposals/:proposalId/attachments/:proposalAid': { body: { caption: 'new' } },
    'PUT /api/v4/logbook/books/:book/settings': { body: { revision: 1, attributes: [], templates: [] } },
    'POST /api/v4/logbook/books/:book/files': upload('new'),
    'PUT /api/v4/logbook/entries/:entry/marks': { body: { pinned: true } },
    'POST /api/v4/logbook/books/:book/entries': { body: { title: 'new' } },
    'PATCH /api/v4/logbook/entries/:entry': { body: { revision: 1, title: 'new' } },
  },
};

// r read · w write · d delete · n create
export const samples: ResourceTable = {
  resource: 'sample',
  rights: `
               private  shared  published  measured  new
    others     -        -       r          -         s
    anonymous  -        -       r          -         -
    reader     -        r       r          -         s
    staff      r        r       r          r         s
    owner      rw       rw      rw         rw        ns
    curator    rw       rw      rw         rw        ns
    token      r        r       r          r         s
    samples    -        -       r          -         ns
    deleter    d        d       rd         d         s
    admin      rw       rw      rw         rw        ns
  `,
  routes: `
    //                                              kind   right  allowed  refused to readers/others  anonymous
    POST   /api/v3/samples                          role   n      201      403  401
    GET    /api/v3/samples                          list   r      200      200
    GET    /api/v3/samples/count                    count  r      200      401
    GET    /api/v3/samples/fullquery                list   r      200      401
    GET    /api/v3/samples/metadatakeys             list   r      200      401
    GET    /api/v3/samples/findone                  one    r      200      empty  !401
    GET    /api/v3/samples/:sampleId                one    r      200      403
    GET    /api/v3/samples/:sampleId/authorization  told    r      200      200
    PATCH  /api/v3/samples/:sampleId                one    w      200      403  401
    DELETE /api/v3/samples/:sampleId                one    d      200      403
    POST   /api/v3/samples/:sampleId/attachments    one    w      201      403
    GET    /api/v3/samples/:sampleId/attachments    one    r      200      403
    GET    /api/v3/samples/:sampleId/attachments/:sampleAid     one  r  200  403
    DELETE /api/v3/samples/:sampleId/attachments/:sampleAid     one  w  200  403
    GET    /api/v4/samples/:sampleId/summary        one    r      200      404
    GET    /api/v3/samples/:sampleId/datasets       role   s      200      401
  `,
  requests: {
    'POST /api/v3/samples': { body: { ownerGroup: 'g-owners', sampleName: 'new' } },
    'GET /api/v3/samples/findone': ({ sampleId }) => ({
      query: { filter: { where: { sampleId }, include: [{ relation: 'attachments' }, { relation: 'datasets' }] } },
    }),
    'PATCH /api/v3/samples/:sampleId': { body: { description: 'new' } },
    'POST /api/v3/samples/:sampleId/attachments': { body: { caption: 'new' } },
  },
};

export const instruments: ResourceTable = {
  resource: 'instrument',
  // r in every column: anybody reads instruments
  rights: `
               new
    others     -
    deleter    d
    admin      w
  `,
  routes: `
    //                                              kind   right  allowed  refused
    POST   /api/v3/instruments                      role   w      201      403
    GET    /api/v3/instruments                      open   200
    GET    /api/v3/instruments/count                open   200
    GET    /api/v3/instruments/findone              open   200
    GET    /api/v3/instruments/:instrumentPid       open   200
    GET    /api/v4/instruments/:instrumentPid/summary open 200
    PATCH  /api/v3/instruments/:instrumentPid       role   w      200      403
    DELETE /api/v3/instruments/:instrumentPid       role   d      200      403
  `,
  requests: {
    'POST /api/v3/instruments': { body: { uniqueName: 'new', name: 'new' } },
    'PATCH /api/v3/instruments/:instrumentPid': { body: { name: 'new' } },
  },
};
