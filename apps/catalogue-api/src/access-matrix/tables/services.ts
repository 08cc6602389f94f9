import { LETTER } from '../seed';
import type { ResourceTable } from '../table';

const history = { query: { filter: { subsystem: 'Dataset', documentId: 'none' } } };

const heartbeat = {
  service: 'scifish',
  instance: 'host:3020',
  startedAt: '2026-11-23T02:00:00.000Z',
  everyMs: 5000,
  status: 'ok',
  checks: {},
  figures: {},
};

/** What belongs to no kind of record. */
export const services: ResourceTable = {
  resource: 'service',
  // s signed in · b beats · v keeps, g reads the place of a harvester · i hands in events · a administers · h reads the history of datasets · w watches a beamline
  rights: `
               new
    others     s
    anonymous  -
    ingest     isb
    harvester  gvsb
    historian  hs
    staff      sw
    admin      aghsw
  `,
  routes: `
    //                                      kind   right  allowed  refused  anonymous
    GET    /api/v3/health                   open   200
    GET    /api/v4/facility                 open   200
    GET    /api/v4/units                    open   200
    GET    /api/v4/tombstones/:none         open   404
    POST   /api/v4/acquisition-events       role   i      200      403  401
    GET    /api/v4/dead-letters             role   z      200      200      401
    GET    /api/v4/dead-letters/counts      role   z      200      200      401
    GET    /api/v4/dead-letters/:letter     role   w      200      404      401
    POST   /api/v4/dead-letters/:letter/check    role w   200      404      401
    POST   /api/v4/dead-letters/:letter/resend   role w   409      404      401
    POST   /api/v4/dead-letters/:letter/discard  role w   409      404      401
    POST   /api/v4/heartbeats               role   b      200      403      401
    GET    /api/v4/services                 role   w      200      403      401
    PUT    /api/v4/services/scicow/pause    role   a      400      403      401
    DELETE /api/v4/services/:service        role   a      404      403      401
    GET    /api/v4/harvesters/:harvester/state       role g  404      403      401
    PUT    /api/v4/harvesters/:harvester/state       role v  409      403      401
    PUT    /api/v4/harvesters/:harvester/state/lease role v  200      403      401
    DELETE /api/v4/harvesters/:harvester/state/lease role v  204      403      401
    GET    /api/v4/replays                  role   w      200      403      401
    POST   /api/v4/replays                  role   w      400      403      401
    PUT    /api/v4/replays/:replay/progress role   i      404      403      401
    GET    /api/v4/alarms                   role   w      200      403      401
    POST   /api/v4/alarms/:alarm/acknowledgement role w   404      403      401
    GET    /api/v4/alarm-receivers          role   w      200      403      401
    POST   /api/v4/alarm-receivers          role   w      400      403      401
    PATCH  /api/v4/alarm-receivers/:receiver role  w      404      403      401
    DELETE /api/v4/alarm-receivers/:receiver role  w      404      403      401
    GET    /api/v4/capture-health           role   w      200      403      401
    GET    /api/v4/capture-health/:beamline role   w      200      404      401
    // the DOI minter's alone
    POST   /api/v4/doi-tasks/lease          role   z      200      403      401
    POST   /api/v4/doi-tasks/leases/:lease/report role z  204      403      401
    GET    /api/v4/doi-tasks/expected       role   z      200      403      401
    POST   /api/v4/doi-tasks/drift          role   z      204      403      401
    GET    /api/v4/live/scan-log            stream

    GET    /api/v3/logbooks                 role   s      200      403
    GET    /api/v3/logbooks/:name           role   s      empty    403
    GET    /api/v4/notifications            role   s      200      401
    // no registry is set here
    GET    /api/v4/registries/people        role   s      404      401
    GET    /api/v4/registries/organisations role   s      404      401
    GET    /api/v3/history                  role   h      200      403      401
    GET    /api/v3/history/count            role   h      200      403      401
    GET    /api/v3/history/collection/:kind role   h      200      403      401

    GET    /api/v3/admin/config             open   200
    GET    /api/v3/admin/theme              open   200
    GET    /api/v3/runtime-config/:config   open   200
    PUT    /api/v3/runtime-config/:config   role   a      200      403
    POST   /api/v3/elastic-search/create-index   role a   400      403
    POST   /api/v3/elastic-search/sync-database  role a   400      403
    POST   /api/v3/elastic-search/search         role a   400      403
    POST   /api/v3/elastic-search/delete-index   role a   400      403
    GET    /api/v3/elastic-search/get-index      role a   400      403
    POST   /api/v3/elastic-search/update-index   role a   400      403
  `,
  requests: {
    'GET /api/v4/units': { query: { unit: 'keV' } },
    'GET /api/v4/dead-letters/:letter': { params: { letter: LETTER._id } },
    'POST /api/v4/dead-letters/:letter/check': { params: { letter: LETTER._id }, body: { text: '{}' } },
    'POST /api/v4/dead-letters/:letter/resend': { params: { letter: LETTER._id }, body: { text: '{}' } },
    'POST /api/v4/dead-letters/:letter/discard': { params: { letter: LETTER._id }, body: { reason: 'none of ours' } },
    'POST /api/v4/alarms/:alarm/acknowledgement': { params: { alarm: 'none' }, body: {} },
    'POST /api/v4/alarm-receivers': { body: { kind: 'mail', address: 'nobody', beamline: 'zoosaxs' } },
    'PATCH /api/v4/alarm-receivers/:receiver': { params: { receiver: 'none' }, body: { isOn: true } },
    'DELETE /api/v4/alarm-receivers/:receiver': { params: { receiver: 'none' } },
    'GET /api/v4/capture-health/:beamline': { params: { beamline: 'zoosaxs' } },
    'POST /api/v4/heartbeats': { body: heartbeat },
    'PUT /api/v4/services/scicow/pause': { body: { isPaused: true } },
    'POST /api/v4/doi-tasks/leases/:lease/report': { params: { lease: 'none' } },
    'DELETE /api/v4/services/:service': { params: { service: 'none' } },
    'GET /api/v4/harvesters/:harvester/state': { params: { harvester: 'duo' } },
    'PUT /api/v4/harvesters/:harvester/state': { params: { harvester: 'duo' }, body: { version: 1 } },
    'PUT /api/v4/harvesters/:harvester/state/lease': {
      params: { harvester: 'duo' },
      body: { holder: 'here', seconds: 30, memory: 'disk' },
    },
    'DELETE /api/v4/harvesters/:harvester/state/lease': { params: { harvester: 'duo' }, query: { holder: 'here' } },
    'POST /api/v4/replays': { body: { reason: 'restored from the backup' } },
    'PUT /api/v4/replays/:replay/progress': {
      params: { replay: 'none' },
      body: { state: 'running', counts: { read: 0, applied: 0, duplicate: 0, superseded: 0, rejected: 0 } },
    },
    'GET /api/v4/registries/people': { query: { text: 'Muster' } },
    'GET /api/v4/registries/organisations': { query: { text: 'Zoo' } },
    'GET /api/v3/logbooks/:name': { params: { name: 'proposal-private' } },
    'GET /api/v3/history': history,
    'GET /api/v3/history/count': history,
    'GET /api/v3/history/collection/:kind': { params: { kind: 'Dataset' }, query: { skip: '1000' } },
    'GET /api/v3/runtime-config/:config': { params: { config: 'frontendConfig' } },
    'PUT /api/v3/runtime-config/:config': { params: { config: 'frontendConfig' }, body: { data: {} } },
    'GET /api/v4/tombstones/:none': { params: { none: 'none' } },
    'POST /api/v4/acquisition-events': { body: '\n', headers: { 'content-type': 'application/x-ndjson' } },
  },
};
