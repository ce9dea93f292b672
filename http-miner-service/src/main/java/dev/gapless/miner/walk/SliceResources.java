package dev.gapless.miner.walk;

import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.miner.fetch.ClockSkewTracker;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.ratelimit.PendingPauses;
import dev.gapless.miner.ratelimit.RateLimiter;

/**
 * What stands between a walk and its source: the network, the credential, the source's limits and its clock.
 *
 * @param gate says whether a call may begin
 * @param untold the pauses of limits whose end the source does not say
 */
public record SliceResources(
        PageFetch fetch,
        CredentialProvider credentials,
        RateLimiter pacing,
        PendingPauses untold,
        ClockSkewTracker clocks,
        UpstreamGate gate) {}
