"""How each real site would tell of its contests: one module a site, each with `answer(request, view)`."""
