package dev.gapless.checkpoint.coverage.certificates;

import com.nimbusds.jose.jwk.JWK;
import java.util.List;

/** The public halves of all keys that any process of this service signs with or has signed with. */
interface PublicKeys {

    /** The public half of a key; one that is there already changes nothing. */
    void add(JWK key);

    /** In the order in which they came. */
    List<JWK> all();
}
