package dev.gapless.miner.walk;

import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.miner.fetch.ClockSkewTracker;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.ratelimit.CredentialQuotas;
import dev.gapless.miner.ratelimit.QuotaRunway;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.miner.ratelimit.RetryBudget;
import dev.gapless.miner.ratelimit.UpstreamBreakers;
import dev.gapless.miner.slice.CredentialPools;

/**
 * The resources between a walk and its source: the network, the credential, the source's limits and its clock.
 *
 * @param gate says whether a call may begin
 * @param breakers leave calls out while the source refuses or fails them
 * @param retries bound how often failed calls are made again at once
 * @param quotas what status calls have told of credentials
 * @param runway tells for how long what is left of a quota lasts
 */
public record SliceResources(
        PageFetch fetch,
        CredentialPools credentials,
        RateLimiter pacing,
        UpstreamBreakers breakers,
        RetryBudget retries,
        CredentialQuotas quotas,
        QuotaRunway runway,
        ClockSkewTracker clocks,
        UpstreamGate gate) {}
