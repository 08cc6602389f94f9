import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { AccessService, CallerOf } from '../access';
import { Answers, Asks } from '../schema/openapi';

/** SciCat's routes for the upkeep of a search index. This catalogue has none to be looked after from outside. */
@ApiTags('elastic-search')
@Controller('api/v3/elastic-search')
export class ElasticSearchController {
  constructor(private readonly access: AccessService) {}

  @Post('create-index')
  @Asks('index')
  @ApiOperation({ operationId: 'ElasticSearchServiceController_createIndex_v3' })
  @Answers(undefined, 400)
  create(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }
  @Post('sync-database')
  @HttpCode(200)
  @Asks('index')
  @ApiOperation({ operationId: 'ElasticSearchServiceController_syncDatabase_v3' })
  @Answers(undefined, 400)
  sync(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }
  @Post('search')
  @HttpCode(200)
  @ApiOperation({ operationId: 'ElasticSearchServiceController_fetchESResults_v3' })
  @Answers(undefined, 400)
  search(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }
  @Post('delete-index')
  @HttpCode(200)
  @Asks('index')
  @ApiOperation({ operationId: 'ElasticSearchServiceController_deleteIndex_v3' })
  @Answers(undefined, 400)
  remove(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }
  @Get('get-index')
  @Asks('index')
  @ApiOperation({ operationId: 'ElasticSearchServiceController_getIndex_v3' })
  @Answers(undefined, 400)
  find(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }
  @Post('update-index')
  @HttpCode(200)
  @Asks('index')
  @ApiOperation({ operationId: 'ElasticSearchServiceController_updateIndex_v3' })
  @Answers(undefined, 400)
  update(@CallerOf() caller: Caller): never {
    return this.refuse(caller);
  }

  private refuse(caller: Caller): never {
    this.access.assertAdmin(caller);
    throw invalid('There is no search index beside the catalogue: searches are answered by the catalogue itself');
  }
}
