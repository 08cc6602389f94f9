/**
 * Names of SciCat in the description of the API where ours differ: generated SDKs make their methods of the operation
 * ids, and their classes of the tags.
 */
const OPERATIONS: Readonly<Record<string, string>> = {
  AttachmentsV4Controller_create_v4: 'AttachmentsV4Controller_createAttachment_v4',
  AttachmentsV4Controller_findOneAndRemove_v4: 'AttachmentsV4Controller_findOneAttachmentAndRemove_v4',
  DatasetLogbookV4Controller_findLogbookByPid_v4: 'DatasetsV4Controller_findLogbookByPid_v4',
  DatasetsController_changeLifecycle_v3: 'DatasetsController_findByIdAndUpdateLifecycle_v3',
  DatasetsController_countAttachments_v3: 'DatasetsController_attachmentsCount_v3',
  DatasetsController_lifecycle_v3: 'DatasetsController_findLifecycleById_v3',
  DatasetsController_removeAllAttachments_v3: 'DatasetsController_findAttachmentsAndRemove_v3',
  DatasetsController_removeAllDatablocks_v3: 'DatasetsController_deleteAllDatablocksFromDatasetId_v3',
  DatasetsController_removeAllOrigDatablocks_v3: 'DatasetsController_deleteAllOrigDatablocksFromDatasetId_v3',
  DatasetsPublicV4Controller_fullfacetPublic_v4: 'DatasetsPublicV4Controller_fullfacet_v4',
  DatasetsPublicV4Controller_metadataKeysPublic_v4: 'DatasetsPublicV4Controller_publicMetadataKeys_v4',
  DatasetsV4Controller_changeLifecycle_v4: 'DatasetsV4Controller_findByIdAndUpdateLifecycle_v4',
  DatasetsV4Controller_lifecycle_v4: 'DatasetsV4Controller_findLifecycleById_v4',
  HealthController_scicat: 'HealthController_check_v3',
  HistoryController_count_v3: 'HistoryController_countHistory_v3',
  HistoryController_findBySubsystem_v3: 'HistoryController_getHistoryByCollection_v3',
  HistoryController_find_v3: 'HistoryController_findHistory_v3',
  JobsController_datasetDetails_v3: 'JobsController_findOneDetails_v3',
  JobsController_fullfacet_v3: 'JobsController_fullFacet_v3',
  JobsController_fullquery_v3: 'JobsController_fullQuery_v3',
  JobsV4Controller_datasetDetails_v4: 'JobsV4Controller_findAllDatasetDetails_v4',
  JobsV4Controller_fullfacet_v4: 'JobsV4Controller_fullFacet_v4',
  JobsV4Controller_fullquery_v4: 'JobsV4Controller_fullQuery_v4',
  OrigDatablocksV4Controller_findAllFilesPublic_v4: 'OrigDatablocksPublicV4Controller_findAllFilesPublic_v4',
  OrigDatablocksV4Controller_findAllPublic_v4: 'OrigDatablocksPublicV4Controller_findAllPublic_v4',
  OrigDatablocksV4Controller_findByIdPublic_v4: 'OrigDatablocksPublicV4Controller_findByIdPublic_v4',
  OrigDatablocksV4Controller_fullfacetFilesPublic_v4: 'OrigDatablocksPublicV4Controller_fullfacetFiles_v4',
  OrigDatablocksV4Controller_fullfacetPublic_v4: 'OrigDatablocksPublicV4Controller_fullfacet_v4',
  OrigDatablocksV4Controller_remove_v4: 'OrigDatablocksV4Controller_findByIdAndDelete_v4',
  OrigDatablocksV4Controller_update_v4: 'OrigDatablocksV4Controller_findByIdAndUpdate_v4',
  PublishedDataV4Controller_config_v4: 'PublishedDataV4Controller_getConfig_v4',
};
const TAGS: Readonly<Record<string, string>> = {
  AdminController: 'admin',
  DatasetsPublicV4Controller: 'datasets public v4',
  MetadataKeysV4Controller: 'metadata keys v4',
  OrigDatablocksPublicV4Controller: 'origdatablocks public v4',
  RuntimeConfigController: 'runtime configurations',
  UsersController: 'users',
};

/** Routes below a record, such as `ProposalPartsV3Controller`: to SDKs they are methods of the resource. */
const PARTS = /^(Dataset|Proposal|Sample)(?!s)[A-Z]\w*V3Controller$/u;

function plainId(controller: string, method: string): string {
  if (controller === 'DatasetListsV4Controller') return `DatasetsV4Controller_${method}_v4`;
  const [, resource] = PARTS.exec(controller) ?? [];
  if (resource !== undefined) return `${resource}sController_${method}_v3`;
  if (controller.endsWith('V3Controller')) return `${controller.replace('V3Controller', 'Controller')}_${method}_v3`;
  if (controller.endsWith('V4Controller')) return `${controller}_${method}_v4`;
  return `${controller}_${method}`;
}

/** `DatasetsV3Controller.create` → `DatasetsController_create_v3`. */
export function operationId(controller: string, method: string): string {
  const id = plainId(controller, method);
  return OPERATIONS[id] ?? id;
}
/** The tag of an operation, where it is not that of its class. */
export const tagOf = (id: string): string | undefined => TAGS[id.split('_')[0]!];
