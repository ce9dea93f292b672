/** People and programs whom an OpenID Connect issuer vouches for. */
@NullMarked
package dev.gapless.common.platform.oidc;

import org.jspecify.annotations.NullMarked;
