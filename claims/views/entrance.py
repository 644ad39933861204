"""The way in: the first page, signing in, and from a code to the right desk."""

import unicodedata
from decimal import Decimal

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.access import LOOK, anybody
from claims.actions import signing_in
from claims.forms.onward import OnwardForm
from claims.rules.benefits import LEVELS
from claims.rules.states import PAYOUT_ENDED
from claims.views.desks import first_desk
from claims.views.doors import claim_or_404, signed_in
from claims.views.story import payouts_with_clocks
from claims.whence import place_of
from regencies.models import AccountEvent, Figure, Regency, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This name and this password do not belong together. Look at capitals and small "
            "letters, then try again."
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class SignIn(LoginView):
    """Before a password is hashed it is asked whether one more may be: by the name that was typed
    and by where it comes from, the same for a name that nobody has. TooOften is answered by 429."""

    authentication_form = SignInForm
    redirect_authenticated_user = True
    taken = None

    def get_context_data(self, **kwargs):
        found = super().get_context_data(**kwargs)
        if settings.OIDC_SERVER:
            url = reverse("openid_connect_login", args=["oidc"])
            found["sign_on"] = {"name": settings.OIDC_NAME, "url": url}
        return found

    def post(self, request, *args, **kwargs):
        self.place = place_of(request)
        name = name_typed(request)
        if name and request.POST.get("password"):
            self.taken = signing_in.try_out(name, self.place, request.now)
        return super().post(request, *args, **kwargs)

    def get_success_url(self):
        """Never to itself: for those who are in already the library takes that for a loop."""
        to = super().get_success_url()
        return reverse("home") if to == self.request.path else to

    def form_invalid(self, form):
        if self.taken:
            signing_in.failed(name_typed(self.request), self.place, self.request.now)
        return super().form_invalid(form)

    def form_valid(self, form):
        """Right. Who knew it was not guessing; where there is a second factor, it is asked for."""
        self.taken.give_back()
        person = form.get_user()
        login = Login(user=person, redirect_url=self.get_redirect_url() or None)
        return perform_password_login(self.request, {}, login)


def name_typed(request) -> str:
    """The user name as the form will read it; empty if it can be none."""
    if "\0" in request.POST.get("username", ""):
        return ""
    return unicodedata.normalize("NFKC", request.POST.get("username", "").strip())[:150]


def to_sign_in(request):
    """The one entrance: pages of administration have none of their own."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(OnwardForm(request.GET).said() or reverse("home"))


class SignOut(LogoutView):
    def post(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            what = AccountEvent.What.SIGN_OUT
            signing_in.remember(what, request.user, place=place_of(request), now=request.now)
            UserSession.objects.filter(session_key=request.session.session_key).delete()
        response = super().post(request, *args, **kwargs)
        # Phones are shared: what waited to be sent goes with the person.
        response["Clear-Site-Data"] = '"storage"'
        return response


@anybody()
def home(request):
    if not request.user.is_authenticated:
        return render(request, "public/home.html", promises(request.now))
    if desk := first_desk(request.actor):
        return redirect(desk)
    if request.user.is_staff:
        return redirect("admin:index")
    return render(request, "public/no_seat.html")


def promises(now) -> dict:
    """The sums that the public page names, from the figures in force today."""
    today = timezone.localtime(now).date()
    figures = Figure.objects.in_force(today)
    own = Figure.objects.filter(key="oki_santunan_amount", from_on__lte=today)
    own = own.select_related("regency").order_by("-from_on")[:1]
    regencies = list(Regency.objects.filter(served=True).values_list("name", flat=True))

    def value(key: str) -> Decimal:
        return figures[key].value if key in figures else Decimal(0)

    monthly = value("santunan_berkala_months") * value("santunan_berkala_monthly")
    return {
        "death": value("jkm_santunan_sekaligus") + monthly + value("biaya_pemakaman"),
        "burial": value("biaya_pemakaman"),
        "child": sum(
            value(f"scholarship_yearly_{level}") * value(f"scholarship_years_{level}")
            for level in LEVELS
        ),
        "children": value("scholarship_max_children"),
        "own": own,
        "regencies": regencies,
    }


def _waiting_payout(found) -> int:
    """The place of the payout that a cashier was told of: one whose clock runs, else one that
    has not ended; 0 where there is none."""
    rows = payouts_with_clocks(found.payouts.all())
    places = [
        (not any(clock.stopped_at is None for clock in row.deadlines.all()), number)
        for number, row in enumerate(rows, start=1)
        if row.state not in PAYOUT_ENDED
    ]
    return min(places)[1] if places else 0


@signed_in(methods=LOOK)
def claim(request, code):
    """The page of this claim at the desk of whoever follows the link, as it stands in mails."""
    found = claim_or_404(request, code)
    if request.actor.seat(VILLAGE_ROLES, found):
        return redirect("village:claim", found.code)
    if request.actor.seat(DISTRICT_ROLES, found):
        return redirect("district:claim", found.code)
    if request.actor.seat([Role.CASHIER], found) and (number := _waiting_payout(found)):
        return redirect("money:payout", found.code, number)
    return redirect("panel:claim", found.code)
