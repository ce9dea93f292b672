package dev.gapless.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * The call by which a source tells what is left of a credential's quota. It counts like any other call.
 *
 * @param path behind the base address, with a query if need be
 * @param remaining where the answer tells how many calls are left
 * @param limit where it tells how many there are when all of it is there; null when it does not say
 * @param reset where it tells when all of it is there again, in seconds from now or of the epoch
 * @param every how often each miner asks for a credential that it uses
 */
public record QuotaStatusCall(
        String path, JsonPointer remaining, @Nullable JsonPointer limit, JsonPointer reset, Duration every) {}
