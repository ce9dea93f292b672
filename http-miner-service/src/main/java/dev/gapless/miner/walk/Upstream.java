package dev.gapless.miner.walk;

import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.fetch.SourceClocks;
import dev.gapless.miner.pacing.Pacing;
import dev.gapless.miner.pacing.UntoldPauses;

/**
 * What stands between a walk and its source: the network, the credential, the source's limits and its clock.
 *
 * @param untold the pauses of limits whose end the source does not say
 */
public record Upstream(
        PageFetch fetch, CredentialProvider credentials, Pacing pacing, UntoldPauses untold, SourceClocks clocks) {}
