package dev.gapless.common.platform.dryrun;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Under which conditions a call is carried out, as its query and its headers say.
 *
 * @param dryRun true: nothing is changed, and the answer is a {@link CallPlan}
 * @param planHash of the header {@code If-Match}: the call is carried out only if its plan has this hash; null for none
 * @param overridden names of safety rules that the call may break
 * @param overrideReason why it may; null without such a name
 */
public record CallConditions(
        boolean dryRun,
        @Nullable String planHash,
        Set<String> overridden,
        @Nullable String overrideReason) {

    /** The query parameter that asks for a dry run. */
    public static final String DRY_RUN = "dryRun";

    /** The query parameter that names a safety rule; it may be repeated. */
    public static final String OVERRIDE = "override";

    /** The query parameter with the reason, which the audit log keeps with the path. */
    public static final String OVERRIDE_REASON = "overrideReason";

    public CallConditions {
        overridden = Set.copyOf(overridden);
    }

    /** True when the caller asks for the plan, or has one: effects that cost something are counted then only. */
    public boolean isPlanned() {
        return dryRun || planHash != null;
    }
}
