import { BadRequestException, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { conflict, forbidden, invalid, unauthenticated, unavailable } from '@scizoo/domain';
import { errorAnswer } from './error-body';

const mongo = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, ...more });

describe('errorAnswer', () => {
  it('gives pages the code of what it says, when all of it has one', () => {
    expect(errorAnswer(invalid('body is not valid', ['size must be an array'])).body['reasons']).toEqual([
      { code: 'field-array', values: { field: 'size' } },
    ]);
    expect(errorAnswer(forbidden('Drafts are for staff of the beamline')).body['reasons']).toEqual([
      { code: 'capture-draft-staff', values: {} },
    ]);
    expect(errorAnswer(invalid('no', ['size must be an array', 'Sizes differ'])).body).not.toHaveProperty('reasons');
  });
  it.each([
    [
      unauthenticated(),
      401,
      { message: 'Unauthenticated', error: 'Unauthorized', statusCode: 401, code: 'unauthenticated' },
    ],
    [forbidden(), 403, { message: 'Forbidden resource', error: 'Forbidden', statusCode: 403, code: 'forbidden' }],
    [conflict('taken'), 409, { message: 'taken', error: 'Conflict', statusCode: 409, code: 'conflict' }],
    [
      invalid('body is not valid', ['size must be a number', 'property x should not exist']),
      400,
      { message: ['size must be a number', 'property x should not exist'], error: 'Bad Request', statusCode: 400 },
    ],
    [new UnauthorizedException(), 401, { message: 'Unauthorized', statusCode: 401, code: 'unauthenticated' }],
    [new NotFoundException('Cannot GET /x'), 404, { message: 'Cannot GET /x', error: 'Not Found', statusCode: 404 }],
    [new BadRequestException({ status: 400, message: '[]' }), 400, { status: 400, message: '[]' }],
    [
      mongo('MongoServerError', { code: 11000, keyValue: { pid: 'secret' } }),
      409,
      { message: 'A record with this pid exists already', error: 'Conflict' },
    ],
    [mongo('MongoServerSelectionError'), 503, { error: 'Service Unavailable', code: 'unavailable' }],
    [mongo('MongoServerError', { code: 50 }), 503, { code: 'unavailable' }],
    [mongo('MongoServerError', { code: 2 }), 500, { message: 'Internal server error' }],
    [
      Object.assign(new Error('Body is too large'), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }),
      413,
      { error: 'Payload Too Large', code: 'too-large' },
    ],
    [
      Object.assign(new SyntaxError('Unexpected token'), { statusCode: 400 }),
      400,
      { error: 'Bad Request', message: 'Unexpected token' },
    ],
    [new TypeError('cannot read x of undefined'), 500, { statusCode: 500, message: 'Internal server error' }],
    ['text', 500, { message: 'Internal server error' }],
  ])('%p', (error, status, body) => {
    const answer = errorAnswer(error);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(body);
  });

  it('says when to come back while something is away', () => {
    expect(errorAnswer(unavailable('Kafka is away')).retryAfter).toBeGreaterThan(0);
    expect(errorAnswer(mongo('MongoNetworkError')).retryAfter).toBeGreaterThan(0);
    expect(errorAnswer(forbidden()).retryAfter).toBeUndefined();
  });

  it('has no `error` where SciCat has none', () => {
    expect(errorAnswer(new UnauthorizedException()).body).not.toHaveProperty('error');
  });
});
