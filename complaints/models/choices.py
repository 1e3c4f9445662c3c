"""The words that cases are sorted by, in the field's own terms."""

from django.db import models


class Kind(models.TextChoices):
    COMPLAINT = "complaint", "Complaint"
    COMMENT = "comment", "Comment"
    COMPLIMENT = "compliment", "Compliment"


class Area(models.TextChoices):
    """The part of the annual report that a piece of feedback belongs to."""

    ADULTS = "adults", "Adult social care"
    CHILDREN = "children", "Children's social care"
    INCLUSION = "inclusion", "Inclusion and education"
    OTHER = "other", "Other services"


class Procedure(models.TextChoices):
    """Under which rules a complaint is handled: the names of `complaints.procedures`."""

    ADULTS = "adults-statutory", "Adults, statutory"
    CHILDREN = "childrens-statutory", "Children's, statutory"
    CHILDREN_NON_STATUTORY = "childrens-non-statutory", "Children's, non-statutory"
    CORPORATE = "corporate", "Corporate"


class Channel(models.TextChoices):
    WEB = "web", "Web form"
    EMAIL = "email", "E-mail"
    TELEPHONE = "telephone", "Telephone"
    LETTER = "letter", "Letter"
    IN_PERSON = "in_person", "In person"
    STAFF = "staff", "Through a member of staff"
    OTHER = "other", "Other"


class Complainant(models.TextChoices):
    SERVICE_USER = "service_user", "Person who receives the service"
    CHILD = "child", "Child or young person"
    PARENT = "parent", "Parent or guardian"
    RELATIVE = "relative", "Relative or carer"
    ADVOCATE = "advocate", "Advocate or representative"
    PUBLIC = "public", "Member of the public"
    COUNCILLOR_MP = "councillor_mp", "Councillor or MP"
    OTHER = "other", "Other"


class Outcome(models.TextChoices):
    """How a stage, an element or a whole complaint ended."""

    UPHELD = "upheld", "Upheld"
    PARTLY_UPHELD = "partly_upheld", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    WITHDRAWN = "withdrawn", "Withdrawn"
    RESOLVED_EARLY = "resolved_early", "Resolved early"
    SIGNPOSTED = "signposted", "Signposted"
    OUT_OF_JURISDICTION = "out_of_jurisdiction", "Out of jurisdiction"


class Investigated(models.TextChoices):
    """Who investigated, where a stage was investigated."""

    NOT = "", "Not investigated"
    INTERNAL = "internal", "By the council itself"
    INDEPENDENT = "independent", "By an independent investigator"


class Decision(models.TextChoices):
    """What the Ombudsman decided."""

    PENDING = "", "Not decided yet"
    UPHELD = "upheld", "Upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    NOT_INVESTIGATED = "not_investigated", "Not investigated"
    CLOSED_AFTER_ENQUIRIES = "closed_after_enquiries", "Closed after initial enquiries"
    REFERRED_BACK = "referred_back", "Referred back for local resolution"
    ADVICE_GIVEN = "advice_given", "Advice given"
    INCOMPLETE = "incomplete", "Incomplete or invalid"
