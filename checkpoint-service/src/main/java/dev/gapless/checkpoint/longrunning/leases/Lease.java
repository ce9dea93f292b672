package dev.gapless.checkpoint.longrunning.leases;

import java.time.Instant;

/**
 * The right to write what a resource guards.
 *
 * @param token higher than that of every lease of the resource before; writers carry it
 * @param acquiredAt by the database's clock, as is {@code expiresAt}
 * @param expiresAt from then on nothing is written with the token, whether or not another has come
 */
public record Lease(String resource, String owner, long token, Instant acquiredAt, Instant expiresAt) {}
