import type { ResourceTable } from '../table';

const v4 = { title: 'new', abstract: 'new', datasetPids: ['20.500.00000/private'] };
const v3 = {
  ...{ title: 'new', abstract: 'new', creator: ['Petra Muster'], publisher: 'Zoo', publicationYear: 2026 },
  ...{ dataDescription: 'new', resourceType: 'raw', pidArray: ['20.500.00000/private'] },
};

/**
 * Publications have four states of their own, which stand in the columns: private, public (`shared`), registered
 * (`published`) and amended (`measured`). Their creator is the owner. They hold no metadata, so that who may publish or
 * register them is told 400.
 */
export const publications: ResourceTable = {
  resource: 'publication',
  // r read somehow · g by v3, where everybody who is signed in sees drafts · v by v4 · w change · p publish
  // m amend, withdraw · f follow the registration · d delete · n signed in · o registered: open to everybody
  rights: `
               private  shared  published  measured  new
    others     rg       rgv     rgvo       rgvo      n
    anonymous  -        rv      rgvo       rgvo      -
    owner      rgvwpf   rgvwpf  rgvwpfo    rgvwpfo   n
    token      rgvf     rgvf    rgvfo      rgvfo     -
    admin      rgvwpfm  rgvwpfm rgvwpfmo   rgvwpfmo  n
    deleter    rgd      rgvd    rgvdo      rgvdo     n
  `,
  routes: `
    //                                              kind   right  allowed  refused to readers/others  anonymous
    POST   /api/v4/publisheddata                    role   n      201      403
    GET    /api/v4/publisheddata                    list   v      200      200
    GET    /api/v4/publisheddata/count              count  v      200      200
    GET    /api/v4/publisheddata/formpopulate       list   z      200      403  // of a dataset that few may read
    GET    /api/v4/publisheddata/config             open   200
    GET    /api/v4/publisheddata/:doi               one    v      200      404
    PATCH  /api/v4/publisheddata/:doi               one:private             w  200  404  401
    PATCH  /api/v4/publisheddata/:doi#registered    one:published,measured  w  400  403  401
    DELETE /api/v4/publisheddata/:doi               one:private             d  200  403  401
    DELETE /api/v4/publisheddata/:doi#registered    one:published,measured  d  400  403  401
    POST   /api/v4/publisheddata/:doi/register      one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/register#open one:shared,published,measured p 400 403 401
    POST   /api/v4/publisheddata/:doi/publish       one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/publish#open  one:shared,published,measured p 400 403 401
    POST   /api/v4/publisheddata/:doi/amend         one:published           m  201  403
    POST   /api/v4/publisheddata/:doi/amend#other   one:private,shared,measured m 400 403
    POST   /api/v4/publisheddata/:doi/resync        one:private             p  201  404  401
    POST   /api/v4/publisheddata/:doi/resync#registered one:published,measured p 400 403 401

    GET    /api/v4/publisheddata/:doi/registration  one:private             f  200  404  !401
    GET    /api/v4/publisheddata/:doi/registration#open one:shared,published,measured f 200 403 !401
    GET    /api/v4/publisheddata/:doi/preview       one:private             f  200  404  !401
    GET    /api/v4/publisheddata/:doi/preview#open  one:shared,published,measured f 200 403 !401
    // there are no public pages here to lead to
    GET    /api/v4/publisheddata/:doi/landing-page  one    v      400      404      !401
    POST   /api/v4/publisheddata/:doi/submit        one:private             p  201  404  401
    POST   /api/v4/publisheddata/:doi/submit#open   one:shared,published,measured p 400 403 401
    POST   /api/v4/publisheddata/:doi/recall        one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/recall#open   one:shared,published,measured p 400 403 401
    POST   /api/v4/publisheddata/:doi/discard       one:private             p  201  404  401
    POST   /api/v4/publisheddata/:doi/discard#open  one:shared,published,measured p 400 403 401
    // only for who was asked, which nobody is here
    POST   /api/v4/publisheddata/:doi/review        one:private             p  403  404  401
    POST   /api/v4/publisheddata/:doi/review#open   one:shared,published,measured z 201 403 401
    POST   /api/v4/publisheddata/:doi/retry         one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/retry#open    one:shared,measured     p  400  403  401
    POST   /api/v4/publisheddata/:doi/retry#registered one:published        p  201  403  401
    POST   /api/v4/publisheddata/:doi/cancel        one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/cancel#open   one:shared,published,measured p 400 403 401
    PATCH  /api/v4/publisheddata/:doi/amendment     one:private             p  400  404  401
    PATCH  /api/v4/publisheddata/:doi/amendment#open one:shared,published   p  400  403  401
    PATCH  /api/v4/publisheddata/:doi/amendment#amended one:measured        p  200  403  401
    DELETE /api/v4/publisheddata/:doi/amendment     one:private             p  400  404  401
    DELETE /api/v4/publisheddata/:doi/amendment#open one:shared,published   p  400  403  401
    DELETE /api/v4/publisheddata/:doi/amendment#amended one:measured        p  200  403  401
    POST   /api/v4/publisheddata/:doi/new-version   one:private             p  400  404  401
    POST   /api/v4/publisheddata/:doi/new-version#open one:shared           p  400  403  401
    POST   /api/v4/publisheddata/:doi/new-version#registered one:published,measured p 201 403 401
    POST   /api/v4/publisheddata/:doi/withdraw      one:published,measured  m  201  403  401
    POST   /api/v4/publisheddata/:doi/withdraw#open one:private,shared      m  400  403  401

    GET    /api/v4/publications                     list   o      200      200
    GET    /api/v4/publications/changes             list   o      200      200
    GET    /api/v4/publications/overview            count  o      200      200
    GET    /api/v4/publications/preview             open   404     // without a token that was given out
    GET    /api/v4/publications/:doi                one    o      200      404
    GET    /api/v4/publications/:doi/datasets       one    o      200      404

    POST   /api/v3/publisheddata                    role   n      201      403
    GET    /api/v3/publisheddata                    list   g      200      200
    GET    /api/v3/publisheddata/count              count  g      200      200
    GET    /api/v3/publisheddata/formpopulate       list   z      200      403
    GET    /api/v3/publisheddata/:doi               one    g      200      404
    PATCH  /api/v3/publisheddata/:doi               one:private             w  200  403
    PATCH  /api/v3/publisheddata/:doi#registered    one:published,measured  w  400  403
    DELETE /api/v3/publisheddata/:doi               one    d      200      403
    POST   /api/v3/publisheddata/:doi/register      one    p      400      403
    POST   /api/v3/publisheddata/:doi/resync        one    p      201      403
  `,
  requests: {
    'PATCH /api/v3/publisheddata/:doi#registered': { body: { title: 'new' } },
    'POST /api/v4/publisheddata/:doi/resync#registered': { body: { title: 'new' } },
    'PATCH /api/v4/publisheddata/:doi#registered': { body: { title: 'new' } },
    'POST /api/v4/publisheddata/:doi/submit': { body: { reviewers: ['nobody@demo.example'] } },
    'POST /api/v4/publisheddata/:doi/submit#open': { body: { reviewers: ['nobody@demo.example'] } },
    'POST /api/v4/publisheddata/:doi/review': { body: { verdict: 'approved' } },
    'POST /api/v4/publisheddata/:doi/review#open': { body: { verdict: 'approved' } },
    'PATCH /api/v4/publisheddata/:doi/amendment': { body: { title: 'new' } },
    'PATCH /api/v4/publisheddata/:doi/amendment#open': { body: { title: 'new' } },
    'PATCH /api/v4/publisheddata/:doi/amendment#amended': { body: { title: 'new' } },
    'POST /api/v4/publisheddata/:doi/withdraw': { body: { reason: 'A test' } },
    'POST /api/v4/publisheddata/:doi/withdraw#open': { body: { reason: 'A test' } },
    'POST /api/v4/publisheddata': { body: v4 },
    'PATCH /api/v4/publisheddata/:doi': { body: { title: 'new' } },
    'POST /api/v4/publisheddata/:doi/resync': { body: { title: 'new' } },
    'POST /api/v3/publisheddata': { body: v3 },
    'PATCH /api/v3/publisheddata/:doi': { body: { title: 'new' } },
    'POST /api/v3/publisheddata/:doi/resync': { body: v3 },
    'GET /api/v3/publisheddata/formpopulate': ({ pid }) => ({ query: { pid } }),
    'GET /api/v4/publisheddata/formpopulate': ({ pid }) => ({ query: { pid } }),
  },
};
