package dev.gapless.common.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateVerifierTest {

    private static final String CONTENT = "{\"stream\":\"sandbox/acc-0001/posts\"}";

    private ECKey key;
    private String keys;
    private String certificate;

    @BeforeEach
    void sign() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        keys = new JWKSet(key.toPublicJWK()).toString();
        certificate = signed(key);
    }

    @Test
    void a_genuine_certificate_says_what_was_signed() {
        assertThat(CertificateVerifier.verify(certificate, keys)).isEqualTo(new Verdict.Genuine("one", CONTENT));
    }

    @Test
    void a_flipped_character_anywhere_is_refused() {
        for (int at = 0; at < certificate.length(); at++) {
            char old = certificate.charAt(at);
            String changed = certificate.substring(0, at) + (old == 'A' ? 'B' : 'A') + certificate.substring(at + 1);
            assertThat(CertificateVerifier.verify(changed, keys))
                    .as("character %d", at)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void a_key_that_was_not_given_is_refused_by_name() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
        assertThat(CertificateVerifier.verify(signed(other), keys))
                .isEqualTo(new Verdict.Refused("signed by a key that is not among these: two"));
    }

    @Test
    void another_key_under_the_same_name_is_refused() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        assertThat(CertificateVerifier.verify(signed(other), keys)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_signature_that_everybody_could_make_is_refused() throws Exception {
        JWSObject forged = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(CertificateVerifier.TYPE)
                        .keyID("one")
                        .build(),
                new Payload(CONTENT));
        forged.sign(new MACSigner(new byte[32]));
        assertThat(CertificateVerifier.verify(forged.serialize(), keys))
                .isEqualTo(new Verdict.Refused("signed by another algorithm than ES256"));
    }

    @Test
    void what_is_no_certificate_is_said_to_be_none() {
        assertThat(CertificateVerifier.verify("hello", keys)).isInstanceOf(Verdict.Refused.class);
        assertThat(CertificateVerifier.verify(certificate, "hello"))
                .isEqualTo(new Verdict.Refused("the keys are not a JWK set"));
    }

    @Test
    void what_the_same_key_signed_for_another_use_is_refused() throws Exception {
        assertThat(CertificateVerifier.verify(signed(key, JOSEObjectType.JWT), keys))
                .isEqualTo(new Verdict.Refused("not a certificate of coverage"));
    }

    private static String signed(ECKey key) throws Exception {
        return signed(key, CertificateVerifier.TYPE);
    }

    private static String signed(ECKey key, JOSEObjectType type) throws Exception {
        JWSObject object = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(type)
                        .keyID(key.getKeyID())
                        .build(),
                new Payload(CONTENT));
        object.sign(new ECDSASigner(key));
        return object.serialize();
    }
}
