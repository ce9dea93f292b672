package dev.gapless.common.platform.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;

class CallConditionsResolverTest {

    private static final String HASH = "0123456789abcdef0123456789abcdef";

    private final CallConditionsResolver resolver = new CallConditionsResolver();
    private final MockHttpServletRequest request = new MockHttpServletRequest("DELETE", "/v1/sources/forum");

    private CallConditions resolve() throws NoSuchMethodException {
        Method handler = CallConditions.class.getDeclaredMethod("dryRun");
        return resolver.resolveArgument(new MethodParameter(handler, -1), null, new ServletWebRequest(request), null);
    }

    @Test
    void without_any_word_the_call_is_carried_out() throws NoSuchMethodException {
        assertThat(resolve()).isEqualTo(new CallConditions(false, null, Set.of(), null));
    }

    @Test
    void a_dry_run_is_asked_for_by_true_alone() throws NoSuchMethodException {
        request.setParameter("dryRun", "true");
        assertThat(resolve().dryRun()).isTrue();
        for (String mistaken : new String[] {"", "yes", "TRUE", "1"}) {
            request.setParameter("dryRun", mistaken);
            assertThatThrownBy(this::resolve).hasMessageContaining("expected: true or false");
        }
    }

    @Test
    void a_plan_is_named_by_the_tag_of_its_dry_run() throws NoSuchMethodException {
        request.addHeader("If-Match", "\"" + HASH + "\"");
        assertThat(resolve().planHash()).isEqualTo(HASH);
    }

    @Test
    void any_state_will_do_for_a_star_and_no_other_form_is_taken() throws NoSuchMethodException {
        request.addHeader("If-Match", "*");
        assertThat(resolve().planHash()).isNull();
        for (String mistaken : new String[] {HASH, "W/\"" + HASH + "\"", "\"" + HASH + "\", \"" + HASH + "\"", ""}) {
            request.removeHeader("If-Match");
            request.addHeader("If-Match", mistaken);
            assertThatThrownBy(this::resolve).hasMessageContaining("If-Match: of another form");
        }
    }

    @Test
    void a_rule_is_overridden_with_a_reason_only() throws NoSuchMethodException {
        request.setParameter("override", "sources-stopped", "limited-slices");
        assertThatThrownBy(this::resolve).hasMessageContaining("overrideReason: missing");
        request.setParameter("overrideReason", "they asked for it");
        assertThat(resolve().overridden()).containsExactlyInAnyOrder("sources-stopped", "limited-slices");
        assertThat(resolve().overrideReason()).isEqualTo("they asked for it");
    }
}
