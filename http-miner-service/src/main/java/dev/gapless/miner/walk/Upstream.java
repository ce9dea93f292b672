package dev.gapless.miner.walk;

import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.fetch.SourceClocks;
import dev.gapless.miner.pacing.Pacing;

/** What stands between a walk and its source: the network, the credential, the source's patience and its clock. */
public record Upstream(PageFetch fetch, CredentialProvider credentials, Pacing pacing, SourceClocks clocks) {}
