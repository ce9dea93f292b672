package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** Limits the components of records and the parameters of constructors. */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ParameterCountTest {

    private static final int MAX_PARAMETERS = 10;

    @ArchTest
    static final ArchRule a_constructor_has_at_most_ten_parameters = ArchRuleDefinition.classes()
            .that()
            .haveSimpleNameNotEndingWith("Wiring")
            .and()
            .haveSimpleNameNotEndingWith("Properties")
            .should(haveSmallConstructors())
            .because("more of them are told apart by their order only; nest them in records");

    @Test
    void a_constructor_of_eleven_parameters_is_found() {
        JavaClasses planted = new ClassFileImporter().importClasses(PlantedTen.class, PlantedEleven.class);

        EvaluationResult result = a_constructor_has_at_most_ten_parameters.evaluate(planted);

        assertThat(result.getFailureReport().getDetails())
                .containsExactly(PlantedEleven.class.getName() + " has a constructor of 11 parameters");
    }

    private static ArchCondition<JavaClass> haveSmallConstructors() {
        return new ArchCondition<>("have constructors of at most %d parameters".formatted(MAX_PARAMETERS)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int largest = type.getConstructors().stream()
                        .mapToInt(ParameterCountTest::parameters)
                        .max()
                        .orElse(0);
                if (largest > MAX_PARAMETERS) {
                    events.add(SimpleConditionEvent.violated(
                            type, "%s has a constructor of %d parameters".formatted(type.getName(), largest)));
                }
            }
        };
    }

    private static int parameters(JavaConstructor constructor) {
        return constructor.getRawParameterTypes().size();
    }

    private record PlantedTen(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {}

    private record PlantedEleven(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k) {}
}
