package dev.gapless.connector.catalog;

import dev.gapless.common.secret.Secret;

/**
 * A credential that was given to a source and not to one of its accounts.
 *
 * @param name as operators call it
 */
public record PooledCredential(String name, Secret credential) {}
