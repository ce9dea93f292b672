package dev.gapless.connector;

import org.jspecify.annotations.Nullable;

/**
 * How the quota of a source's credentials is known and divided.
 *
 * @param used how answers tell what was used of a quota; null where they tell what is left, or nothing
 * @param status the call that tells what is left; null where there is none
 * @param reserve share of each quota that filling of gaps leaves to polls, from 0 to 0.4. Reconciliation and audits
 *     leave it twice, so that gaps come before them
 * @param pool accounts without a credential are read with those that were given to the source
 */
public record QuotaRules(@Nullable UsedQuota used, @Nullable QuotaStatusCall status, double reserve, boolean pool) {

    /** Of a manifest that does not say. */
    public static final QuotaRules NONE = new QuotaRules(null, null, 0, false);
}
