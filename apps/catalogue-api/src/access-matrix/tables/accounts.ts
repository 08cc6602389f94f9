import type { ResourceTable } from '../table';

const account = { username: 'stranger', password: 'password of stranger' };
/** Three guesses of each: more would be slowed down. */
const wrong = (username: string) => ({ username, password: 'wrong' });
const settings = { datasetCount: 5, jobCount: 5 };

/** Accounts, sessions and tokens. The routes of one account are asked for the account of the owner. */
export const accounts: ResourceTable = {
  resource: 'account',
  // s signed in · k has an account · l a local one, without a token · x changes the owner's settings · t its tokens · u the owner's own · v all accounts · p signed in, and not by a token · q no token
  rights: `
               new
    others     sklpq
    anonymous  q
    owner      skulpqxt
    admin      skulvpqx
    token      sku
    ingest     spq
    harvester  spq
  `,
  routes: `
    //                                              kind   right  allowed  refused  anonymous
    POST   /api/v3/auth/login                       self   q      201      403
    POST   /api/v3/auth/ldap                        open   401
    POST   /api/v3/auth/msad                        open   401
    POST   /api/v3/users/login                      self   q      201      403
    GET    /api/v3/auth/oidc                        open   401
    GET    /api/v3/auth/oidc/callback               open   401
    GET    /api/v3/auth/whoami                      self   s      200      empty
    POST   /api/v3/auth/logout                      role   p      200      403  401
    POST   /api/v3/users/logout                     role   p      200      403  401
    POST   /api/v3/users/jwt                        self   p      201      403  201

    GET    /api/v3/users                            role   k      200      404  401
    GET    /api/v3/users/my/self                    role   k      200      404  401
    GET    /api/v3/users/my/identity                role   k      200      404  401
    GET    /api/v3/users/my/settings                role   s      200      401
    POST   /api/v3/users/password                   role   l      400      404  401
    GET    /api/v3/users/:userId                    role   u      200      403  401
    GET    /api/v3/users/:userId/useridentity       role   u      200      403  401
    PATCH  /api/v3/users/:userId/password           role   v      200      403  401
    POST   /api/v3/users/:userId/jwt                role   v      201      403  401
    GET    /api/v3/users/:userId/authorization/dataset/create role u 200   403  401
    GET    /api/v3/users/:userId/settings           role   u      200      403  401
    POST   /api/v3/users/:userId/settings           role   x      409      403  401
    PUT    /api/v3/users/:userId/settings           role   x      200      403  401
    PATCH  /api/v3/users/:userId/settings           role   x      200      403  401
    PATCH  /api/v3/users/:userId/settings/external  role   x      200      403  401
    DELETE /api/v3/users/:userId/settings           role   x      200      403  401
    GET    /api/v3/useridentities/findone           role   u      200      404  401
    GET    /api/v3/useridentities/isvalidemail      role   v      200      403  401

    POST   /api/v4/session                          open   401
    GET    /api/v4/session                          self   q      200      403
    DELETE /api/v4/session                          open   200
    POST   /api/v4/session/refresh                  open   401
    GET    /api/v4/session/events                   role   p      200      403  401
    GET    /api/v4/session/oidc                     open   401
    GET    /api/v4/session/oidc/callback            open   401
    GET    /api/v4/tokens                           role   p      200      403  401
    POST   /api/v4/tokens                           role   p      201      403  401
    DELETE /api/v4/tokens/:tokenId                  role   t      200      404  401
  `,
  requests: {
    'POST /api/v3/auth/login': { body: account },
    'POST /api/v3/auth/ldap': { body: wrong('a') },
    'POST /api/v3/auth/msad': { body: wrong('b') },
    'POST /api/v3/users/login': { body: account },
    'POST /api/v3/users/password': {
      body: { currentPassword: 'guessed', newPassword: 'a new password', confirmPassword: 'a new password' },
    },
    'PATCH /api/v3/users/:userId/password': {
      body: { newPassword: 'a new password', confirmPassword: 'a new password' },
    },
    'POST /api/v3/users/:userId/jwt': { body: {} },
    'POST /api/v3/users/:userId/settings': ({ userId }) => ({ body: { ...settings, userId } }),
    'PUT /api/v3/users/:userId/settings': ({ userId }) => ({ body: { ...settings, userId } }),
    'PATCH /api/v3/users/:userId/settings': { body: { datasetCount: 7 } },
    'PATCH /api/v3/users/:userId/settings/external': { body: { columns: [] } },
    'GET /api/v3/useridentities/findone': { query: { filter: { where: { 'profile.email': 'owner@demo.example' } } } },
    'GET /api/v3/useridentities/isvalidemail': { query: { filter: 'owner@demo.example' } },
    'POST /api/v4/session': { body: wrong('c') },
    'POST /api/v4/tokens': { body: { name: 'new', scopes: ['read'] } },
  },
};
