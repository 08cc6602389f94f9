import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, forbidden, invalid, notFound } from '@scizoo/domain';
import { AccessService, CallerOf, SignedIn } from '../access';
import { Answers, Asks } from '../schema/openapi';
import { identityOfUser } from './scicat-user';
import type { User } from './user.record';
import { IdentityAnswer } from './users.shapes';
import { UsersService } from './users.service';

/** Fields of an identity by which an account may be found. */
type Wanted = Partial<Record<'email' | 'username' | '_id', string>>;
const PATHS: Readonly<Record<string, keyof Wanted>> = {
  'profile.email': 'email',
  'profile.username': 'username',
  'profile.id': '_id',
  userId: '_id',
};

function wantedOf(filter: string | undefined): Wanted {
  let where: unknown;
  try {
    where = (JSON.parse(filter ?? '') as { where?: unknown } | null)?.where;
  } catch {
    throw invalid('filter must be JSON with a member where');
  }
  const wanted: Wanted = {};
  for (const [path, value] of Object.entries(where ?? {})) {
    const field = Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
    if (field === undefined || typeof value !== 'string')
      throw invalid(`filter may ask for one of ${Object.keys(PATHS).join(', ')}`);
    wanted[field] = value;
  }
  if (Object.keys(wanted).length === 0) throw invalid('filter must say who is looked for');
  return wanted;
}

@ApiTags('user identities')
@Controller('api/v3/useridentities')
@SignedIn()
export class UserIdentitiesController {
  constructor(
    private readonly users: UsersService,
    private readonly access: AccessService,
  ) {}

  /** SciCat takes the filter from the query or from a header of that name. */
  @Get('findOne')
  @Asks('filter')
  @ApiOperation({ operationId: 'UserIdentitiesController_findOne_v3' })
  @Answers(IdentityAnswer)
  async findOne(@Query('filter') query: string, @Headers('filter') header: string, @CallerOf() caller: Caller) {
    const user = await this.users.findBy(wantedOf(query ?? header));
    if (!user || !this.mayKnow(user, caller)) throw notFound();
    return identityOfUser(user, (await this.users.callerOf(user)).groups);
  }

  @Get('isValidEmail')
  @Asks('filter')
  @ApiOperation({ operationId: 'UserIdentitiesController_isValidEmail_v3' })
  @Answers({ schema: { type: 'boolean' } })
  async isValidEmail(@Query('filter') query: string, @Headers('filter') header: string, @CallerOf() caller: Caller) {
    if (!this.access.isAdmin(caller)) throw forbidden();
    const filter = query ?? header ?? '';
    const email = filter.trimStart().startsWith('{') ? wantedOf(filter).email : filter;
    return email !== undefined && email !== '' && (await this.users.findBy({ email })) !== null;
  }

  private mayKnow(user: User, caller: Caller): boolean {
    return user._id === caller.userId || this.access.isAdmin(caller);
  }
}
