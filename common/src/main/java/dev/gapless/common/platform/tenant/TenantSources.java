package dev.gapless.common.platform.tenant;

import java.util.Set;

/** Knows which sources a tenant has. */
@FunctionalInterface
public interface TenantSources {

    /**
     * Names of all that it has or had: what was captured of a removed one stays its own.
     *
     * @param tenant a name
     * @return empty for a tenant without a source, or one that no source names
     * @throws RuntimeException when it cannot be looked up
     */
    Set<String> of(String tenant);
}
