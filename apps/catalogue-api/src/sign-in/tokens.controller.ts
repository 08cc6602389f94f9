import { Body, Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiTokensService, CallerOf, SignedIn, SignInLog } from '../access';
import { ApiToken, ApiTokenRequest, NewApiToken } from '../access/scopes';
import { checked } from '../schema/checked';
import { Answers, Names, Takes } from '../schema/openapi';

/** One's own tokens for scripts: each for what it is needed, with an end, and revoked when it is lost. */
@ApiTags('tokens')
@Controller('api/v4/tokens')
@SignedIn()
export class TokensController {
  constructor(
    private readonly tokens: ApiTokensService,
    private readonly log: SignInLog,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'TokensController_findAll_v4' })
  @Answers([ApiToken])
  list(@CallerOf() caller: Caller) {
    return this.tokens.list(caller.userId ?? '');
  }

  @Post()
  @ApiOperation({ operationId: 'TokensController_create_v4' })
  @Takes(ApiTokenRequest)
  @Answers(NewApiToken, 201)
  async create(
    @Body() body: unknown,
    @CallerOf() { userId = '' }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await this.tokens.create(userId, checked(ApiTokenRequest, body));
    await this.log.record({ event: 'token-created', userId, about: created.name }, request);
    void reply.header('cache-control', 'no-store');
    return created;
  }

  @Delete(':id')
  @Names('id')
  @ApiOperation({ operationId: 'TokensController_revoke_v4' })
  @Answers(ApiToken)
  async revoke(@Param('id') id: string, @CallerOf() { userId = '' }: Caller, @Req() request: FastifyRequest) {
    const revoked = await this.tokens.revoke(userId, id);
    await this.log.record({ event: 'token-revoked', userId, about: revoked.name }, request);
    return revoked;
  }
}
