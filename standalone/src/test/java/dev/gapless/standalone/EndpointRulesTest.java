package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gapless.common.platform.EndpointRules;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Every endpoint of every service has a rule that says who may call it. */
class EndpointRulesTest {

    @Test
    void each_endpoint_for_operators_has_a_rule() {
        List<String> without = new ArrayList<>();
        int endpoints = 0;
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.gapless")) {
            if (!type.isAnnotatedWith(RestController.class)) {
                continue;
            }
            for (Method method : type.reflect().getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping == null) {
                    continue;
                }
                for (String path : mapping.path()) {
                    endpoints++;
                    if (!path.startsWith("/internal/") && !hasRule(mapping.method(), path)) {
                        without.add(Arrays.toString(mapping.method()) + " " + path);
                    }
                }
            }
        }
        assertThat(endpoints).isGreaterThan(60);
        assertThat(without).as("add a rule to EndpointRules").isEmpty();
    }

    private static boolean hasRule(RequestMethod[] methods, String path) {
        String called = path.replaceAll("\\{[^}]*}", "x");
        return Arrays.stream(methods)
                .allMatch(method -> EndpointRules.find(method.name(), called).isPresent());
    }
}
