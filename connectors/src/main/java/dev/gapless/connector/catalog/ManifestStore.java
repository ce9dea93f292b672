package dev.gapless.connector.catalog;

import org.jspecify.annotations.Nullable;

/** Keeps the manifests that a service read, for its next start while the scheduler is away. */
public interface ManifestStore {

    /**
     * Keeps a manifest in place of an earlier one.
     *
     * @throws RuntimeException when it cannot be kept; the caller tries again later
     */
    void keep(String source, byte[] manifest);

    /**
     * @return null when none is kept of the source
     * @throws RuntimeException when the store cannot be asked
     */
    byte @Nullable [] kept(String source);
}
