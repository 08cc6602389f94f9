import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { field } from '@scizoo/service-kit';
import { CatalogueConfig } from '../config';
import { Answers } from '../schema/openapi';
import { VERSION } from '../version';
import { FacilityService } from './facility.service';

export class FacilityInstrument {
  @field.text({ required: true })
  uniqueName!: string;
  @field.text({ required: true })
  name!: string;
}
export class SignInWay {
  @field.text({ required: true, oneOf: ['local', 'ldap', 'oidc'] })
  kind!: 'local' | 'ldap' | 'oidc';
  @field.text({ required: true, description: 'Text of its button' })
  label!: string;
  @field.text({
    description: 'Where the browser goes; add `?next=/page`. Absent: name and password to /api/v4/session',
  })
  href?: string;
}
/** What the web program has to know before anybody signs in. */
export class FacilityAnswer {
  @field.text({ required: true })
  facility!: string;
  @field.text({ required: true })
  siteName!: string;
  @field.text({ required: true, example: 'Europe/Stockholm' })
  timeZone!: string;
  @field.text({ required: true })
  version!: string;
  @field.list(() => FacilityInstrument, { required: true })
  instruments!: FacilityInstrument[];
  @field.list(() => SignInWay, { required: true, description: 'Ways to sign in' })
  signIn!: SignInWay[];
  @field.yesNo({ required: true })
  demo!: boolean;
  @field.text({ description: 'Address before the percent-encoded DOI of a landing page, where there are such pages' })
  landingPages?: string;
  @field.textList({ description: 'Where people (`orcid`) and organisations (`ror`) can be looked up here' })
  lookUps?: ('orcid' | 'ror')[];
}

const signInWays = ({ signInLocal, signInLocalLabel, ...config }: CatalogueConfig): SignInWay[] => [
  ...(signInLocal ? [{ kind: 'local' as const, label: signInLocalLabel }] : []),
  ...(config.ldapUrl === undefined ? [] : [{ kind: 'ldap' as const, label: config.ldapLabel }]),
  ...(config.oidcIssuer === undefined
    ? []
    : [{ kind: 'oidc' as const, label: config.oidcLabel, href: '/api/v4/session/oidc' }]),
];

@ApiTags('facility')
@Controller('api/v4/facility')
export class FacilityController {
  constructor(
    private readonly service: FacilityService,
    private readonly config: CatalogueConfig,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Answers(FacilityAnswer)
  async show(): Promise<FacilityAnswer> {
    const { facility, site, timeZone, demo, publicUrlPrefix, orcidApi, rorApi } = this.config;
    const instruments = await this.service.instruments();
    return {
      ...{ facility, siteName: site, timeZone, version: VERSION, instruments, signIn: signInWays(this.config), demo },
      ...(publicUrlPrefix !== undefined && { landingPages: publicUrlPrefix }),
      lookUps: [
        ...(orcidApi === undefined ? [] : ['orcid' as const]),
        ...(rorApi === undefined ? [] : ['ror' as const]),
      ],
    };
  }
}
